import { TenkenError } from '@tenken/shared';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { isMigrated, migrateToLatest } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import type { Query, Store } from '../store.ts';
import { NotWritable, WriteGate } from '../write-gate.ts';
import { refuseHalfMoved } from './half-moved.ts';
import { PostgresColumns } from './columns.ts';
import { ownWords } from './own-words.ts';
import { GuardedPool } from './guarded-pool.ts';
import { writingQueries } from './in-turn.ts';

const readers = 8;
const writers = 6;
/** A change of tables with millions of rows takes minutes, and another collector waits for its end as long. */
const migrationMs = 60 * 60_000;
/** Whoever waits for a database that has fallen silent is told so after twice as long. */
const pulseMs = 5000;
/** Changes nothing, and only a database that stores can do it. */
const trial = "update kysely_migration_lock set is_locked = is_locked where id = 'migration_lock'";

export type PostgresPlace = {
  /** `postgres://USER@HOST:PORT/DATABASE`, with options of the connection behind a question mark. */
  url: string;
  /** Where it does not stand in the address. */
  password?: string | undefined;
  /** How long the server works at one statement; a minute unless told. */
  answerMs?: number;
  /** Opened also while `tenken migrate-store` moves a store there. */
  isHalfMoved?: true;
};

/**
 * Opens a PostgreSQL database that other collectors may work on as well, and brings it to this version's schema.
 *
 * @throws {TenkenError} `database-away`, `database-too-new`, `store-move-unfinished`
 */
export async function openPostgresStore(place: PostgresPlace): Promise<Store> {
  const { url, password, answerMs } = place;
  const patience = answerMs === undefined ? {} : { answerMs };
  const gate = new WriteGate();
  const readPool = new GuardedPool({ url, password, connections: readers, only: 'reads', ...patience }, gate);
  const writePool = new GuardedPool(
    { url, password, connections: writers, only: 'writes', ...patience },
    gate,
  );
  const pulsePool = new GuardedPool({ url, password, connections: 1, only: 'reads' }, gate);
  const migrationPool = new GuardedPool(
    { url, password, connections: 1, only: 'writes', answerMs: migrationMs },
    gate,
  );
  const pools = [readPool, writePool, pulsePool];
  const feelPulse = async (): Promise<void> => {
    if (!(await pulsePool.answers(pulseMs))) for (const pool of [...pools, migrationPool]) pool.cut();
  };
  const pulse = setInterval(() => void feelPulse(), pulseMs);
  pulse.unref();
  let closing: Promise<unknown> | null = null;
  const close = async (): Promise<void> => {
    clearInterval(pulse);
    await (closing ??= Promise.all(pools.map((pool) => pool.end())));
  };
  const writeByHost = writingQueries({ pool: writePool }, false);
  const write = writingQueries({ pool: writePool }, true);
  try {
    await isReached(writePool, url);
    if (place.isHalfMoved !== true) await refuseHalfMoved(writeByHost, nameOfDatabase(url));
    if (!(await isUpToDate(write))) {
      // The table on which turns are taken is made here.
      await writingQueries({ pool: migrationPool }, false)
        .transaction()
        .execute((db) => migrateToLatest(db.withPlugin(new PostgresColumns()), nameOfDatabase(url)));
    }
  } catch (error) {
    await close();
    throw error instanceof NotWritable ? away(url, error) : error;
  } finally {
    await migrationPool.end();
  }
  return {
    read: new Kysely<Schema>({
      dialect: new PostgresDialect({ pool: readPool }),
      plugins: ownWords,
    }),
    write,
    writeByHost,
    gate,
    tryToWrite: () => writePool.tryToWrite(trial),
    close,
  };
}

/**
 * Asked in turn with migrations: one that another collector is at is waited for. False also where that takes longer than
 * a statement may, or something is wrong: whoever migrates waits longer, and says what.
 *
 * @throws {NotWritable}
 */
async function isUpToDate(inTurn: Query): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.tables
    where table_schema = current_schema() and table_name = 'kysely_migration'`.execute(inTurn);
  if (rows.length === 0) return false;
  try {
    return await inTurn.transaction().execute(isMigrated);
  } catch (error) {
    if (error instanceof NotWritable) throw error;
    return false;
  }
}

/** As people are told of it: without the password. */
export function nameOfDatabase(url: string): string {
  return `the database ${placeOfDatabase(url)}`;
}

/** The same for any language. */
export function placeOfDatabase(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** @throws {TenkenError} `database-away` with what the server, the network or its certificate is at fault of */
async function isReached(pool: GuardedPool, url: string): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    throw away(url, error as Error);
  }
}

function away(url: string, cause: Error): TenkenError {
  const why = cause.cause instanceof Error ? cause.cause.message : cause.message;
  return new TenkenError(
    'database-away',
    `${nameOfDatabase(url)} cannot be used: ${why}. Check that it runs and is reached from here.`,
    { cause },
  );
}
