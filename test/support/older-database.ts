import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { canonicalJson, sha256 } from '@tenken/shared';
import { migrations } from '../../collector/src/store/migrations/index.ts';
import { deflated } from '../../collector/src/store/reports/stored-body.ts';

/** Every schema that was released, oldest first. */
export const releasedSchemas: readonly string[] = Object.keys(migrations);

const at = Date.UTC(2026, 5, 1);
export const oldHost = '018f0000-0000-7000-8000-000000000001';
const body = canonicalJson({
  kind: 'os-release',
  version: 1,
  result: { status: 'read', data: {} },
  sources: [],
});

/** A database as the version with this newest migration has left it, with a row of each sort. */
export async function olderDatabase(path: string, newest: string): Promise<void> {
  const names = releasedSchemas.slice(0, releasedSchemas.indexOf(newest) + 1);
  if (names.length === 0) throw new Error(`no migration is called ${newest}`);
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name))),
  };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw new Error('the old schema was not made', { cause: error });
  const put = (table: string, row: Record<string, unknown>): void => {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    database
      .prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
      .run(...Object.values(row));
  };
  put('host', {
    id: oldHost,
    name: 'old-host',
    platform: 'linux',
    enrolled_at: at,
    last_report_at: at,
    last_sequence: 7,
    needs_evaluation: 0,
  });
  const certificate = { fingerprint: 'ab'.repeat(32), host_id: oldHost, serial: '01' };
  put('certificate', { ...certificate, not_before_at: at, not_after_at: at + 1 });
  put('enrolment_token', { token_hash: 'cd', label: 'old', created_at: at, expires_at: at, uses_left: 1 });
  const report = {
    host_id: oldHost,
    report_id: 'r7',
    sequence: 7,
    sha256: 'ef',
    received_at: at,
    scanned_at: at,
  };
  put('report', report);
  put('evidence_body', { sha256: sha256(body), kind: 'os-release', body: deflated(body) });
  const evidence = { host_id: oldHost, kind: 'os-release', sha256: sha256(body) };
  put('evidence', { ...evidence, collected_at: at, duration_ms: 3 });
  put('evidence_span', { ...evidence, first_seen_at: at - 9, last_seen_at: at });
  const finding = { host_id: oldHost, control: 'gone', variant: 'v', outcome: 'pass', reason: 'ok' };
  put('finding', {
    ...finding,
    parameters: '{}',
    observed: '{}',
    expected: '{}',
    evidence: '[]',
    since_at: at,
    evaluated_at: at,
  });
  put('finding_span', { ...finding, from_at: at });
  if (names.includes('0002-people')) {
    put('account', {
      id: 'a1',
      name: 'sato',
      display_name: 'Sato',
      role: 'auditor',
      password_hash: 'x',
      created_at: at,
      password_changed_at: at,
    });
  }
  await db.destroy();
}

/** Names of the migrations that a database has gone through, and every table with its columns. */
export function schemaOf(path: string): { migrations: string[]; tables: string[] } {
  const database = new Database(path, { readonly: true, timeout: 5000 });
  try {
    const names = database
      .prepare<[], { name: string }>('select name from kysely_migration order by name')
      .all();
    const tables = database
      .prepare<[], { line: string }>(
        `select s.name || ' ' || group_concat(c.name || ' ' || c.type, ', ') as line
         from sqlite_schema s, pragma_table_info(s.name) c
         where s.type = 'table' and s.name not like 'sqlite%' group by s.name order by s.name`,
      )
      .all();
    return { migrations: names.map(({ name }) => name), tables: tables.map(({ line }) => line) };
  } finally {
    database.close();
  }
}
