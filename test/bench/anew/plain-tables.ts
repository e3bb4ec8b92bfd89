import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { databasePlaceOf } from '../../../collector/src/store/database-place.ts';

export type PlainHost = { id: string; name: string; platform: string; label: string };
export type PlainEvidence = {
  kind: string;
  sha256: string;
  collected_at: number;
  duration_ms: number;
  body: Buffer;
};
/** One finding, its values in the order of `plainColumns`. */
export type PlainRow = readonly (string | number | null)[];

/** The rows that a collector reads, by plain SQL, and a table with its key alone that findings are written to. */
export type PlainTables = {
  hosts: () => Promise<PlainHost[]>;
  /** @param kinds all that there are unless told */
  evidenceOf: (hostId: string, kinds: readonly string[] | null) => Promise<PlainEvidence[]>;
  begin: () => Promise<void>;
  write: (rows: readonly PlainRow[]) => Promise<void>;
  commit: () => Promise<void>;
  close: () => Promise<void>;
};

/** With their types in both databases. */
const columns = {
  host_id: 'text',
  control: 'text',
  variant: 'text',
  outcome: 'text',
  reason: 'text',
  parameters: 'text',
  observed: 'text',
  expected: 'text',
  evidence: 'text',
  evaluated_at: 'bigint',
  valid_until_at: 'bigint',
  due_at: 'bigint',
} as const;

const key = ['host_id', 'control', 'variant'];
const names = Object.keys(columns);
const table = `(${Object.entries(columns)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')}, primary key (${key.join(', ')}))`;
const replaced = `on conflict (${key.join(', ')}) do update set ${names
  .filter((name) => !key.includes(name))
  .map((name) => `${name} = excluded.${name}`)
  .join(', ')}`;
const hostsInSql = "select id, name, platform, label from host where status != 'revoked'";
const evidenceInSql =
  'select e.kind, e.sha256, e.collected_at, e.duration_ms, b.body from evidence e join evidence_body b on b.sha256 = e.sha256 where e.host_id =';

export function openPlainTables(data: string): Promise<PlainTables> {
  const directory = openDataDirectory(data);
  const place = databasePlaceOf(directory);
  return place === null ? inFile(directory.database, join(data, 'plain.db')) : onServer(place.url);
}

/** What it writes is as durable as what a collector writes. */
function inFile(read: string, written: string): Promise<PlainTables> {
  const from = new Database(read, { readonly: true });
  const to = new Database(written);
  to.pragma('journal_mode = WAL');
  to.pragma('synchronous = FULL');
  to.exec(`create table if not exists finding ${table}`);
  const hosts = from.prepare<[], PlainHost>(hostsInSql);
  const evidence = from.prepare<[string], PlainEvidence>(`${evidenceInSql} ?`);
  const chosen = from.prepare<[string, string], PlainEvidence>(
    `${evidenceInSql} ? and e.kind in (select value from json_each(?))`,
  );
  const write = to.prepare(
    `insert into finding (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) ${replaced}`,
  );
  return Promise.resolve({
    hosts: async () => hosts.all(),
    evidenceOf: async (hostId, kinds) =>
      kinds === null ? evidence.all(hostId) : chosen.all(hostId, JSON.stringify(kinds)),
    begin: async () => void to.exec('begin'),
    write: async (rows) => {
      for (const row of rows) write.run(...row);
    },
    commit: async () => void to.exec('commit'),
    close: async () => {
      from.close();
      to.close();
    },
  });
}

/** In the same database, in a schema that no collector looks at. */
async function onServer(url: string): Promise<PlainTables> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create schema if not exists plain; create table if not exists plain.finding ${table}`);
  const query = async <Row extends object>(name: string, text: string, values: unknown[] = []) =>
    (await client.query<Row>({ name, text, values })).rows;
  const lists = Object.values(columns).map((type, at) => `$${at + 1}::${type}[]`);
  const write = `insert into plain.finding (${names.join(', ')}) select * from unnest(${lists.join(', ')}) ${replaced}`;
  const counted = (rows: PlainEvidence[]) =>
    rows.map((row) => ({
      ...row,
      collected_at: Number(row.collected_at),
      duration_ms: Number(row.duration_ms),
    }));
  return {
    hosts: () => query<PlainHost>('hosts', hostsInSql),
    evidenceOf: async (hostId, kinds) =>
      counted(
        await (kinds === null
          ? query<PlainEvidence>('evidence', `${evidenceInSql} $1`, [hostId])
          : query<PlainEvidence>('chosen', `${evidenceInSql} $1 and e.kind = any($2)`, [hostId, kinds])),
      ),
    begin: async () => void (await client.query('begin')),
    write: async (rows) =>
      void (await query(
        'write',
        write,
        names.map((_, at) => rows.map((row) => row[at])),
      )),
    commit: async () => void (await client.query('commit')),
    close: () => client.end(),
  };
}
