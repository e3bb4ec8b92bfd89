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
import { nameOfDatabase } from './place.ts';
import type { PostgresPlace } from './place.ts';
import { isRefused, unusable } from './unusable.ts';

const readers = 8;
const writers = 6;
/** A change of tables with millions of rows takes minutes, and another collector waits for its end as long. */
const migrationMs = 60 * 60_000;
/** Whoever waits for a database that has fallen silent is told so after twice as long. */
const pulseMs = 5000;
/** Changes nothing, and only a database that stores can do it. */
const trial = "update kysely_migration_lock set is_locked = is_locked where id = 'migration_lock'";

/**
 * Opens a PostgreSQL database that other collectors may work on as well, and brings it to this version's schema.
 *
 * @throws {TenkenError} as `unusable`; `database-too-new`, `store-move-unfinished`
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
    await isReached(writePool, place);
    if (place.isHalfMoved !== true) await refuseHalfMoved(writeByHost, nameOfDatabase(url));
    if (!(await isUpToDate(write))) {
      if (!(await mayMakeTables(write))) throw unusable(place, noRight);
      // The table on which turns are taken is made here.
      await writingQueries({ pool: migrationPool }, false)
        .transaction()
        .execute((db) => migrateToLatest(db.withPlugin(new PostgresColumns()), nameOfDatabase(url)));
    }
  } catch (error) {
    await close();
    throw error instanceof NotWritable || isRefused(error) ? unusable(place, error) : error;
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

/** As the server says it at the first table; what makes tables goes on after that, and says something else. */
const noRight = Object.assign(new Error('no table can be made in its schema'), { code: '42501' });

async function mayMakeTables(db: Query): Promise<boolean> {
  const { rows } = await sql<{
    may: boolean | null;
  }>`select has_schema_privilege(current_schema(), 'create') as may`.execute(db);
  return rows[0]?.may === true;
}

/** @throws {TenkenError} as `unusable` */
async function isReached(pool: GuardedPool, place: PostgresPlace): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    throw unusable(place, error);
  }
}
