import { CompiledQuery, Kysely, PostgresAdapter, PostgresDialect, PostgresDriver, sql } from 'kysely';
import type {
  DatabaseConnection,
  Driver,
  PostgresDialectConfig,
  Transaction,
  TransactionSettings,
} from 'kysely';
import type { Schema } from '../schema.ts';
import { ownWords } from './own-words.ts';
import { isFromAnother } from './errors.ts';

/** The row on which writers take turns: that of migrations, which therefore wait for them as well, and they for those. */
export const turn = "select id from kysely_migration_lock where id = 'migration_lock' for update";

const attempts = 10;

/** Begins transactions by taking the turn: what one has read nobody changes until it ends, in whatever process. */
class DriverInTurn extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    try {
      await connection.executeQuery(CompiledQuery.raw(turn));
    } catch (error) {
      await connection.executeQuery(CompiledQuery.raw('rollback'));
      throw error;
    }
  }
}

/** Migrations run in a transaction that has the turn; advisory locks are not common to all that speak PostgreSQL. */
class AdapterInTurn extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql.raw(turn).execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {
    // With the transaction.
  }
}

class DialectInTurn extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  readonly #takesTurns: boolean;

  constructor(config: PostgresDialectConfig, takesTurns: boolean) {
    super(config);
    this.#config = config;
    this.#takesTurns = takesTurns;
  }

  override createDriver(): Driver {
    return this.#takesTurns ? new DriverInTurn(this.#config) : super.createDriver();
  }

  override createAdapter(): PostgresAdapter {
    return new AdapterInTurn();
  }
}

/** Runs a transaction anew where another that ran beside it was in its way. */
class AgainAndAgain extends Kysely<Schema> {
  override transaction() {
    const builder = super.transaction();
    const once = builder.execute.bind(builder);
    builder.execute = <T>(work: (db: Transaction<Schema>) => Promise<T>) => untilAlone(() => once(work));
    return builder;
  }
}

/** @param takesTurns false: transactions run beside each other, and lock what they read */
export function writingQueries(config: PostgresDialectConfig, takesTurns: boolean): Kysely<Schema> {
  return new AgainAndAgain({ dialect: new DialectInTurn(config, takesTurns), plugins: ownWords });
}

async function untilAlone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !isFromAnother(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** attempt));
    }
  }
}
