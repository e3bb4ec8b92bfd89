import { rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { ToldError } from '../../told-error.ts';
import type { Schema } from '../schema.ts';
import type { Query } from '../store.ts';
import type { MovedTable } from './moved-table.ts';

export type SourceValue = string | bigint | number | Buffer | null;

/** Of a row, as far as its key: where a copy goes on. */
export type Place = readonly (string | number)[];

/** Kysely's own tables: both sides have gone through the same migrations, which is checked by itself. */
const isMoved = (name: string): boolean => !name.startsWith('sqlite_') && !name.startsWith('kysely_');

/**
 * The database of a stopped collector, for nobody else as long as it is open: SQLite then lets no other process open
 * it, not even to read. Nothing is written to it.
 */
export class SourceFile {
  readonly #database: Database.Database;
  readonly reader: Query;
  /** Changes with whatever is written to the file. */
  readonly fingerprint: string;

  /** @throws {ToldError} `data-directory-in-use` */
  constructor(path: string) {
    this.#database = openAlone(path);
    this.reader = new Kysely<Schema>({ dialect: new SqliteDialect({ database: this.#database }) });
    // PostgreSQL's texts hold no U+0000; rows are told in the order that they have there.
    this.#database.function('without_nul', { deterministic: true }, (value: unknown) =>
      typeof value === 'string' ? withoutNul(value) : value,
    );
    const { size, mtimeNs } = statSync(path, { bigint: true });
    this.fingerprint = `${size} bytes, ${mtimeNs}`;
  }

  /** The hash of the audit log's first line, which no other collector has; empty where nothing was ever changed. */
  get identity(): string {
    const hash = this.#database
      .prepare<[], string>('select hash from audit_entry order by sequence limit 1')
      .pluck()
      .get();
    return hash ?? '';
  }

  /** Migrations that the file has gone through, in order. */
  get migrations(): string[] {
    return this.#database
      .prepare<[], string>('select name from kysely_migration order by name')
      .pluck()
      .all();
  }

  tables(): MovedTable[] {
    const names = this.#database
      .prepare<[], string>("select name from sqlite_schema where type = 'table' order by name")
      .pluck()
      .all();
    return names.filter(isMoved).map((name) => this.#table(name));
  }

  count(table: string): number {
    return Number(
      this.#database
        .prepare(`select count(*) from ${quoted(table)}`)
        .pluck()
        .get(),
    );
  }

  /**
   * Rows in the order of their key.
   *
   * @param order `as-stored`, or `as-there` where a key holds U+0000: other texts then stand before it over there
   * @param after the last row that is not wanted again
   */
  *rows(
    { name, columns, key }: MovedTable,
    order: 'as-stored' | 'as-there' = 'as-stored',
    after: Place | null = null,
  ): Generator<SourceValue[]> {
    const places = key.map(() => '?').join(', ');
    const keys = key.map(quoted);
    const beyond = after === null ? '' : ` where (${keys.join(', ')}) > (${places})`;
    const sorted = order === 'as-stored' ? keys : keys.map((column) => `without_nul(${column})`);
    const statement = this.#database
      .prepare<unknown[], SourceValue[]>(
        `select ${columns.map(quoted).join(', ')} from ${quoted(name)}${beyond} order by ${sorted.join(', ')}`,
      )
      .raw()
      .safeIntegers();
    yield* statement.iterate(
      ...(after ?? []).map((value) => (typeof value === 'number' ? BigInt(value) : value)),
    );
  }

  /** The beginning of each month of UTC in which packs of reports began, milliseconds since 1970. */
  monthsOfPacks(): number[] {
    const months = this.#database
      .prepare<[], string | null>(
        "select distinct strftime('%Y-%m', first_received_at / 1000, 'unixepoch') from report_pack order by 1",
      )
      .pluck()
      .all();
    return months.flatMap((month) => (month === null ? [] : [Date.parse(month)]));
  }

  /** Lines of the audit log that PostgreSQL cannot hold as they are, and whose hash would not fit any more. */
  auditLinesWithNul(): number[] {
    return this.#database
      .prepare<[], number>(
        'select sequence from audit_entry where instr(actor, char(0)) or instr(action, char(0)) or instr(subject, char(0)) or instr(details, char(0)) order by sequence limit 20',
      )
      .pluck()
      .all();
  }

  close(): void {
    this.#database.close();
  }

  #table(name: string): MovedTable {
    const columns = this.#database
      .prepare<[string], { name: string; pk: number; type: string }>(
        'select name, pk, type from pragma_table_info(?) order by cid',
      )
      .all(name);
    const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    if (key.length === 0) throw new Error(`${name} has no primary key to go through it by`);
    const parents = this.#database
      .prepare<[string], string>('select distinct "table" from pragma_foreign_key_list(?)')
      .pluck()
      .all(name);
    return {
      name,
      columns: columns.map((column) => column.name),
      key: key.map((column) => column.name),
      parents,
      counter: this.#counter(name),
    };
  }

  #counter(name: string): bigint | null {
    const counts = this.#database.prepare("select 1 from sqlite_schema where name = 'sqlite_sequence'").get();
    if (counts === undefined) return null;
    const sql = this.#database
      .prepare<[string], string>('select sql from sqlite_schema where name = ?')
      .pluck()
      .get(name);
    if (!/\bautoincrement\b/i.test(sql ?? '')) return null;
    const last = this.#database
      .prepare<[string], bigint>('select seq from sqlite_sequence where name = ?')
      .pluck()
      .safeIntegers()
      .get(name);
    return last ?? 0n;
  }
}

export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u{fffd}') : text;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function openAlone(path: string): Database.Database {
  const database = new Database(path, { fileMustExist: true, timeout: 5000 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('begin exclusive');
    database.prepare('select count(*) from sqlite_schema').get();
    database.exec('commit');
    // Who works alone keeps the log's index in memory. The file of a killed collector would tell of a log that is gone.
    rmSync(`${path}-shm`, { force: true });
    // What a killed collector has left in the log goes where it belongs: from here on the file stays as it is.
    database.pragma('wal_checkpoint(TRUNCATE)');
    return database;
  } catch (cause) {
    database.close();
    if (!(cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw cause;
    throw ToldError.of('data-directory-in-use', {
      ja: `${path} を別のコマンドが使っています。終わるのを待つか、止めてから、もう一度実行してください。`,
      en: `Another command works on ${path}. Wait for it or end it, then run this again.`,
    });
  }
}
