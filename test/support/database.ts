import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

export type StoredRow = { host_id: string; report_id: string; sha256: string; received_at: number };

/** Looks into a collector's database from outside, while it runs or after. */
export function inspect<T>(data: string, look: (database: Database.Database) => T): T {
  const database = new Database(join(data, 'tenken.db'), { readonly: true, timeout: 5000 });
  try {
    return look(database);
  } finally {
    database.close();
  }
}

/** Changes a collector's database from outside, as an operator's tool would. */
export function alter(data: string, sql: string, ...values: readonly unknown[]): number {
  const database = new Database(join(data, 'tenken.db'), { timeout: 5000 });
  try {
    return database.prepare(sql).run(...values).changes;
  } finally {
    database.close();
  }
}

export function storedReports(database: Database.Database): StoredRow[] {
  return database.prepare<[], StoredRow>('select host_id, report_id, sha256, received_at from report').all();
}

/** `ok`, or what is wrong. */
export function integrity(database: Database.Database): unknown {
  return database.pragma('integrity_check', { simple: true });
}

/**
 * Rows of each table, and one hash over the content of those that requests write to. The audit log is left out: a
 * refusal is written down, and that is the only thing it may do.
 */
export function contentOf(data: string): { rows: Record<string, number>; sha256: string } {
  return inspect(data, (database) => {
    const tables = database
      .prepare<[], { name: string }>(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like 'audit%' order by 1`,
      )
      .all();
    if (tables.length === 0) throw new Error('the database has no tables');
    const hash = createHash('sha256');
    const rows: Record<string, number> = {};
    for (const { name } of tables) {
      const content = database.prepare(`select * from "${name}"`).raw().all();
      rows[name] = content.length;
      // Verdicts may run out and be made again at any time.
      if (!name.startsWith('finding')) hash.update(JSON.stringify([name, content]));
    }
    return { rows, sha256: hash.digest('hex') };
  });
}

/** Waits until every host's findings are those of its newest evidence. @throws {Error} after the limit */
export async function findingsSettled(data: string, limitMs = 20_000): Promise<void> {
  const until = performance.now() + limitMs;
  for (;;) {
    const waiting = inspect(data, (database) =>
      database.prepare('select count(*) from host where needs_evaluation = 1').pluck().get(),
    );
    if (waiting === 0) return;
    if (performance.now() > until) {
      throw new Error(`${String(waiting)} hosts wait for judgement after ${limitMs} ms`);
    }
    await sleep(50);
  }
}
