import { sql } from 'kysely';
import { contentHash, sha256 } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import { ReportPack } from '../reports/report-pack.ts';
import type { ReportPackRow } from '../schema.ts';
import type { Store } from '../store.ts';
import { inflated } from '../reports/stored-body.ts';

const rowsAtOnce = 200;
const packsAtOnce = 20;

/** What names evidence, by its key. */
const namingKeys = {
  evidence: ['host_id', 'kind'],
  evidence_span: ['host_id', 'kind', 'first_seen_at'],
} as const;

type Naming = { host_id: string; kind: string; first_seen_at: number; sha256: string };

/** Compares what is stored with the hashes that were taken when it came: pages can be well formed and hold other bytes. */
export class IntegrityRepository {
  readonly #store: Pick<Store, 'read'>;

  constructor(store: Pick<Store, 'read'>) {
    this.#store = store;
  }

  /** @param onProgress how many were read so far @returns what is not as it was stored, one line each, 20 at most */
  async damage(onProgress: (bodies: number, reports: number) => void = () => {}): Promise<string[]> {
    const found: string[] = [];
    let bodies = 0;
    for await (const { sha256: hash, body } of this.#bodies()) {
      bodies += 1;
      if (bodies % 1000 === 0) onProgress(bodies, 0);
      if (sha256Of(body) !== hash) found.push(`evidence ${hash} is not what its hash says`);
      if (found.length >= 20) return found;
    }
    for (const table of Object.keys(namingKeys) as (keyof typeof namingKeys)[]) {
      for await (const { host_id: host, kind, sha256: hash } of this.#namingNothing(table)) {
        found.push(`evidence ${hash} of kind ${kind} of host ${host} is gone`);
        if (found.length >= 20) return found;
      }
    }
    let reports = 0;
    for await (const row of this.#statements()) {
      reports += 1;
      if (reports % 1000 === 0) onProgress(bodies, reports);
      if (hashOfStatement(row.statement) !== row.sha256) {
        found.push(`report ${row.report_id} of host ${row.host_id} is not what its hash says`);
      }
      if (found.length >= 20) return found;
    }
    for await (const pack of this.#packs()) {
      reports += pack.reports;
      onProgress(bodies, reports);
      const place = `reports ${pack.first_sequence} to ${pack.last_sequence} of host ${pack.host_id}`;
      if (!isWhole(pack)) found.push(`${place} are not what their hash says`);
      if (found.length >= 20) return found;
    }
    return found;
  }

  async *#packs(): AsyncGenerator<ReportPackRow> {
    // A version before this one has left none.
    const tables = await this.#store.read.introspection.getTables();
    if (!tables.some(({ name }) => name === 'report_pack')) return;
    for (let after = { host: '', first: 0 }; ;) {
      const rows = await this.#store.read
        .selectFrom('report_pack')
        .selectAll()
        .where((where) =>
          where(where.refTuple('host_id', 'first_sequence'), '>', where.tuple(after.host, after.first)),
        )
        .orderBy('host_id')
        .orderBy('first_sequence')
        .limit(packsAtOnce)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = { host: last.host_id, first: last.first_sequence };
    }
  }

  async *#bodies(): AsyncGenerator<{ sha256: string; body: Buffer }> {
    for (let after = ''; ;) {
      const rows = await this.#store.read
        .selectFrom('evidence_body')
        .select(['sha256', 'body'])
        .where('sha256', '>', after)
        .orderBy('sha256')
        .limit(rowsAtOnce)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.sha256;
    }
  }

  /** What names a body that is not there. */
  async *#namingNothing(table: keyof typeof namingKeys): AsyncGenerator<Naming> {
    const keys = namingKeys[table];
    const columns = (of: readonly (string | number)[]) => sql.join(of.map((value) => sql`${value}`));
    const key = sql.join(keys.map((column) => sql.ref(`naming.${column}`)));
    for (let after: (string | number)[] = ['', '', 0].slice(0, keys.length); ;) {
      const { rows } = await sql<Naming & { stored: string | null }>`
        select ${key}, naming.sha256, body.sha256 as stored
        from ${sql.table(table)} as naming left join evidence_body as body on body.sha256 = naming.sha256
        where (${key}) > (${columns(after)}) order by ${key} limit ${rowsAtOnce}`.execute(this.#store.read);
      yield* rows.filter(({ stored }) => stored === null);
      const last = rows.at(-1);
      if (!last) return;
      after = keys.map((column) => last[column]);
    }
  }

  async *#statements(): AsyncGenerator<{
    host_id: string;
    report_id: string;
    statement: Buffer;
    sha256: string;
  }> {
    for (let after = ['', '']; ;) {
      const [host = '', report = ''] = after;
      const rows = await this.#store.read
        .selectFrom('report_statement as said')
        .innerJoin('report', (join) =>
          join.onRef('report.host_id', '=', 'said.host_id').onRef('report.report_id', '=', 'said.report_id'),
        )
        .select(['said.host_id', 'said.report_id', 'said.statement', 'report.sha256'])
        .where((where) =>
          where(where.refTuple('said.host_id', 'said.report_id'), '>', where.tuple(host, report)),
        )
        .orderBy('said.host_id')
        .orderBy('said.report_id')
        .limit(rowsAtOnce)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = [last.host_id, last.report_id];
    }
  }
}

function sha256Of(packed: Buffer): string | null {
  try {
    return sha256(inflated(packed));
  } catch {
    return null;
  }
}

function hashOfStatement(packed: Buffer): string | null {
  try {
    return contentHash(JSON.parse(inflated(packed)) as Statement);
  } catch {
    return null;
  }
}

function isWhole(row: ReportPackRow): boolean {
  try {
    const held = ReportPack.from(row).held();
    const [first, last] = [held[0], held.at(-1)];
    return (
      held.length === row.reports &&
      first?.sequence === row.first_sequence &&
      last?.sequence === row.last_sequence &&
      first.receivedAt === row.first_received_at &&
      last.receivedAt === row.last_received_at
    );
  } catch {
    return false;
  }
}
