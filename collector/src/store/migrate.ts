import { TenkenError } from '@tenken/shared';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/index.ts';
import type { Query } from './store.ts';

/**
 * Brings a database to this version's schema.
 *
 * @param name as a person knows the database
 * @throws {TenkenError} `database-too-new`
 */
export async function migrateToLatest(db: Query, name: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isFromLaterVersion(error)) {
    throw new TenkenError(
      'database-too-new',
      `${name} was written by a later version of Tenken. Start that version, or restore a backup that this one has made.`,
      { cause: error },
    );
  }
  throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}

/**
 * Whether every migration of this version, and none else, was made in a database. What it answers holds while nobody
 * can migrate, and Kysely, which looks at every column of every table first, has nothing to do there.
 */
export async function isMigrated(db: Query): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const made = new Set(rows.map(({ name }) => name));
  const known = Object.keys(migrations);
  return made.size === known.length && known.every((name) => made.has(name));
}

/** How Kysely says that the database knows a migration that this version does not. */
function isFromLaterVersion(error: unknown): boolean {
  return error instanceof Error && /previously executed migration .* is missing/.test(error.message);
}
