import Database from 'better-sqlite3';
import { CompiledQuery, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type { DatabaseConnection, SqliteDatabase, SqliteDialectConfig, SqliteStatement } from 'kysely';
import { TenkenError } from '@tenken/shared';
import { damagedDatabase, isDamage, refuseDamagedLog } from './damage/damage.ts';
import { migrateToLatest } from './migrate.ts';
import { schemaDamageIn } from './damage/schema-damage.ts';
import type { Schema } from './schema.ts';
import { WriteGate } from './write-gate.ts';

export type Query = Kysely<Schema>;

/** One query layer; several connections, because a reader must not wait for the writer's transaction. */
export type Store = {
  read: Query;
  /** Of its transactions one runs at a time, whichever process began it: what one has read holds until it ends. */
  write: Query;
  /**
   * For what changes single hosts, their reports and findings: its transactions may run beside others, so each locks
   * its hosts first (`lockHosts`), and adds to what all hosts share without having read it.
   */
  writeByHost: Query;
  /** Every write passes it; shut while nothing can be stored. */
  gate: WriteGate;
  /** Writes a little although nothing could be stored, to see whether that is still so. */
  tryToWrite: () => Promise<void>;
  /** Of a file, which has a log: brings everything in it into the database, on disk; false while another process still reads older pages. */
  checkpoint?: () => boolean;
  close: () => Promise<void>;
};

/**
 * Opens or makes the embedded database and brings it to this version's schema.
 *
 * @param log `in-use` where this process works on the database already: a file that a process closes loses all its locks,
 *   whoever in it has opened it, and the next process would take the log for one that nobody uses
 * @throws {TenkenError} `database-not-durable` when SQLite does not confirm WAL and synchronous=FULL,
 *   `database-damaged`, `database-too-new`, `data-directory-unusable`
 */
export async function openSqliteStore(path: string, log: 'unseen' | 'in-use' = 'unseen'): Promise<Store> {
  if (log === 'unseen') await refuseDamagedLog(path);
  const writer = connectOrSay(path);
  const gate = new WriteGate();
  const database = passing(gate, writer, keepingStatements(writer));
  const write = new Kysely<Schema>({ dialect: new WriterDialect({ database }) });
  try {
    await refuseDamagedSchema(writer, gate, path);
    await migrate(write, path);
  } catch (error) {
    writer.close();
    throw error;
  }
  const read = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: keepingStatements(connect(path, { readonly: true })) }),
  });
  return {
    read,
    write,
    // There is one connection that writes: its transactions wait for each other anyway.
    writeByHost: write,
    gate,
    checkpoint: () => {
      const results = gate.pass(() => writer.pragma('wal_checkpoint(TRUNCATE)')) as { busy: number }[];
      return results[0]?.busy === 0;
    },
    tryToWrite: async () => {
      // Only between transactions: inside one it would not be on disk afterwards.
      if (writer.inTransaction) return;
      const version = writer.pragma('user_version', { simple: true });
      gate.pass(() => writer.pragma(`user_version = ${Number(version)}`), true);
      gate.written();
    },
    close: async () => {
      await read.destroy();
      await write.destroy();
    },
  };
}

/** A database as it is, of this version's schema, that nothing is written to. */
export function openForReading(path: string): Pick<Store, 'read' | 'close'> {
  const database = new Database(path, { readonly: true, timeout: 5000 });
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: keepingStatements(database) }) });
  return { read, close: () => read.destroy() };
}

/** The same with the face of a store: what would be written is refused by SQLite. */
export function openReadingStore(path: string): Store {
  return readingStore(openForReading(path));
}

export function readingStore({ read, close }: Pick<Store, 'read' | 'close'>): Store {
  return {
    read,
    write: read,
    writeByHost: read,
    gate: new WriteGate(),
    tryToWrite: () => Promise.resolve(),
    close,
  };
}

/**
 * Takes the write lock when a transaction begins. A plain BEGIN takes it at the first write, and when another
 * process has written since the transaction's first read SQLite then refuses at once, however long it may wait.
 */
class WriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite's changes of a schema are part of a transaction like any other; Kysely does not count on it. */
class WriterAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class WriterDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new WriterDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new WriterAdapter();
  }
}

const keptStatements = 200;

/**
 * Keeps the statements that were used last, by their text: SQLite parses and plans a query each time it is prepared,
 * and Kysely's driver prepares at each run. Not for streamed queries, which hold their statement while they are read.
 */
function keepingStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => {
      kept.clear();
      database.close();
    },
    prepare: (sql) => {
      const known = kept.get(sql);
      const statement = known ?? database.prepare(sql);
      // A map keeps the order of insertion: what was used last goes to the end, the first one is the oldest.
      if (known) kept.delete(sql);
      kept.set(sql, statement);
      if (kept.size > keptStatements) kept.delete(kept.keys().next().value ?? sql);
      return statement;
    },
  };
}

/** The same statements behind a gate. */
function passing(gate: WriteGate, writer: Database.Database, database: SqliteDatabase): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      const pass = <T>(run: () => T): T => {
        const result = gate.pass(run);
        if (!writer.inTransaction) gate.written();
        return result;
      };
      return {
        reader: statement.reader,
        all: (parameters) => pass(() => statement.all(parameters)),
        run: (parameters) => {
          // What fails on disk ends its transaction by itself, and a second end would hide why.
          if (sql === 'rollback') {
            return writer.inTransaction ? statement.run(parameters) : { changes: 0, lastInsertRowid: 0 };
          }
          return pass(() => statement.run(parameters));
        },
        iterate: (parameters) => statement.iterate(parameters),
      };
    },
  };
}

function connect(path: string, options: { readonly?: boolean } = {}): Database.Database {
  const database = new Database(path, options);
  // The build's own default in WAL mode is NORMAL: 200 commits made 8 syncs. Set it, and believe only the answer.
  if (!options.readonly) database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  const journal = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if (journal !== 'wal' || synchronous !== 2) {
    database.close();
    throw new TenkenError(
      'database-not-durable',
      `${path}: journal_mode is ${String(journal)} and synchronous ${String(synchronous)}, not wal and 2. Use a local file system.`,
    );
  }
  return database;
}

/** @throws {TenkenError} `data-directory-unusable` with what SQLite says, `data-directory-in-use`, `database-not-durable`, `database-damaged` */
function connectOrSay(path: string): Database.Database {
  try {
    return connect(path);
  } catch (cause) {
    if (cause instanceof TenkenError) throw cause;
    const why = (cause as Error).message;
    if (isDamage(cause)) throw damagedDatabase(path, why, cause);
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      throw new TenkenError(
        'data-directory-in-use',
        `${path} is in the hands of another command alone, such as tenken migrate-store. Wait until it has ended.`,
        { cause },
      );
    }
    throw new TenkenError(
      'data-directory-unusable',
      `${path} cannot be opened: ${why}. Check its owner and rights.`,
      {
        cause,
      },
    );
  }
}

/** @throws {TenkenError} `database-damaged` @throws {NotWritable} */
async function refuseDamagedSchema(writer: Database.Database, gate: WriteGate, path: string): Promise<void> {
  // The first look makes the log's index, for which a full disk has no room.
  gate.pass(() => writer.prepare('select count(*) from sqlite_schema').get());
  const damage = await schemaDamageIn(writer);
  if (damage !== null) throw damagedDatabase(path, damage);
}

/** @throws {TenkenError} `database-too-new`, `database-damaged` */
async function migrate(db: Query, path: string): Promise<void> {
  try {
    await migrateToLatest(db, path);
  } catch (error) {
    throw isDamage(error) ? damagedDatabase(path, (error as Error).message, error) : error;
  }
}
