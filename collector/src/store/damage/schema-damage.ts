import { own } from '@tenken/shared';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { isDamage } from './damage.ts';
import { migrations } from '../migrations/index.ts';

type Definition = { name: string; sql: string };

/**
 * What is wrong with the definitions of a database's tables and indexes. SQLite keeps them as text without a checksum:
 * a flipped bit can rename a column or loosen a constraint and leave a database that SQLite finds in order.
 *
 * @returns in words; null for a database that is new, as its migrations made it, or of a later version
 */
export async function schemaDamageIn(database: Database.Database): Promise<string | null> {
  try {
    const found = definitionsIn(database);
    if (found.size === 0) return null;
    if (!found.has('kysely_migration')) return 'the table of its migrations is missing';
    const applied = database
      .prepare<[], { name: string }>('select name from kysely_migration order by name')
      .all();
    if (applied.some(({ name }) => own(migrations, name) === undefined)) return null;
    const expected = await definitionsAfter(applied.at(-1)?.name);
    for (const [name, sql] of expected) {
      if (found.get(name) !== sql) return `the definition of ${name} is not what its migrations made`;
    }
    return null;
  } catch (error) {
    if (isDamage(error) || isContradiction(error)) return (error as Error).message;
    throw error;
  }
}

/** `schemaDamageIn` of a database file, which is opened for reading. @returns in words, or null */
export async function schemaDamageOf(path: string): Promise<string | null> {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, timeout: 5000 });
    return await schemaDamageIn(database);
  } catch (error) {
    if (isDamage(error)) return (error as Error).message;
    throw error;
  } finally {
    database?.close();
  }
}

/** SQLite's code for a query that does not fit the tables: here, a table that is not what its name promises. */
function isContradiction(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'SQLITE_ERROR';
}

function definitionsIn(database: Database.Database): Map<string, string> {
  const rows = database
    .prepare<[], Definition>(
      "select name, sql from sqlite_schema where sql is not null and name not like 'sqlite!_%' escape '!'",
    )
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

/** The definitions that a new database has after the migrations up to one. */
async function definitionsAfter(last: string | undefined): Promise<Map<string, string>> {
  const database = new Database(':memory:');
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    if (last !== undefined) {
      const { error } = await migrator.migrateTo(last);
      if (error !== undefined) {
        throw new Error('the migrations do not run on a new database', { cause: error });
      }
    }
    return definitionsIn(database);
  } finally {
    await db.destroy();
  }
}
