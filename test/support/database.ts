import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Statement } from '@tenken/shared';
import { contentHash } from '@tenken/shared';
import { ReportPack } from '../../collector/src/store/reports/report-pack.ts';
import type { ReportPackRow } from '../../collector/src/store/schema.ts';
import { openDatabaseOf } from './opened-database.ts';

export type StoredRow = { host_id: string; report_id: string; sha256: string; received_at: number };

/** Rows of a collector's database, looked at from outside while it runs or after. @param query with `?` for values */
export async function rowsOf<Row>(
  data: string,
  query: string,
  ...values: readonly unknown[]
): Promise<Row[]> {
  const database = await openDatabaseOf(data);
  try {
    return await database.rows<Row>(query, values);
  } finally {
    await database.close();
  }
}

/** The only column of the first row; undefined where there is none. */
export async function valueOf(data: string, query: string, ...values: readonly unknown[]): Promise<unknown> {
  const [row] = await rowsOf<Record<string, unknown>>(data, query, ...values);
  return row === undefined ? undefined : Object.values(row)[0];
}

/** Changes a collector's database from outside, as an operator's tool would. @returns how many rows it changed */
export async function alter(data: string, query: string, ...values: readonly unknown[]): Promise<number> {
  const database = await openDatabaseOf(data);
  try {
    return await database.change(query, values);
  } finally {
    await database.close();
  }
}

type LyingRow = StoredRow & { pack: number } & Omit<ReportPackRow, 'sha256'>;

/** One question, so that a report which is moved into a pack meanwhile is seen once. */
export const allReports = `select 0 as pack, host_id, report_id, sha256, received_at, null as first_sequence,
    null as last_sequence, null as first_received_at, null as last_received_at, null as fingerprint,
    null as report_ids, null as body
  from report
  union all
  select 1, host_id, '', sha256, 0, first_sequence, last_sequence, first_received_at, last_received_at, fingerprint,
    report_ids, body
  from report_pack`;

/** @param rows what `allReports` finds */
export function unpacked(rows: readonly LyingRow[]): StoredRow[] {
  return rows.flatMap((row) => {
    const { host_id, report_id, sha256, received_at } = row;
    if (row.pack === 0) return [{ host_id, report_id, sha256, received_at }];
    return ReportPack.from(row)
      .held()
      .map(({ reportId, receivedAt, signed }) => ({
        host_id,
        report_id: reportId,
        sha256: contentHash(JSON.parse(signed.statement()) as Statement),
        received_at: receivedAt,
      }));
  });
}

/** Every report of every host, those in packs too. */
export async function storedReports(data: string): Promise<StoredRow[]> {
  return unpacked(await rowsOf<LyingRow>(data, allReports));
}

/** `ok`, or what is wrong. */
export async function integrity(data: string): Promise<string> {
  const database = await openDatabaseOf(data);
  try {
    return await database.integrity();
  } finally {
    await database.close();
  }
}

/**
 * Rows of each table, and one hash over the content of those that requests write to. The audit log is left out: a
 * refusal is written down, and that is the only thing it may do.
 */
export async function contentOf(data: string): Promise<{ rows: Record<string, number>; sha256: string }> {
  const database = await openDatabaseOf(data);
  try {
    const tables = (await database.tables()).filter((name) => !name.startsWith('audit'));
    if (tables.length === 0) throw new Error('the database has no tables');
    const hash = createHash('sha256');
    const rows: Record<string, number> = {};
    for (const name of tables) {
      const content = await database.rows(`select * from "${name}"`, []);
      rows[name] = content.length;
      // Verdicts may run out and be made again at any time. Without `order by` rows come in any order.
      if (!name.startsWith('finding')) {
        hash.update(JSON.stringify([name, content.map((row) => JSON.stringify(row)).toSorted()]));
      }
    }
    return { rows, sha256: hash.digest('hex') };
  } finally {
    await database.close();
  }
}

/** Waits until every host's findings are those of its newest evidence. @throws {Error} after the limit */
export async function findingsSettled(data: string, limitMs = 20_000): Promise<void> {
  const until = performance.now() + limitMs;
  for (;;) {
    const waiting = await valueOf(data, 'select count(*) from host where needs_evaluation = 1');
    if (waiting === 0) return;
    if (performance.now() > until) {
      throw new Error(`${String(waiting)} hosts wait for judgement after ${limitMs} ms`);
    }
    await sleep(50);
  }
}
