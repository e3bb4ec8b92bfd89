import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { TenkenError } from '@tenken/shared';
import { walDamage } from '../wal-file.ts';

/** @returns the error that tells a person what to do about a database that cannot be trusted */
export function damagedDatabase(path: string, what: string, cause?: unknown): TenkenError {
  return new TenkenError(
    'database-damaged',
    `${path} is damaged: ${what}. Nothing was changed. Keep a copy of its folder, check the disk, and restore the last backup: tenken restore BACKUP --data FOLDER --replace.`,
    { cause },
  );
}

/** Whether SQLite says by this error that what it read cannot be a database of its own. */
export function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}

/**
 * Looks at the log before SQLite opens it and drops what it cannot read.
 *
 * @throws {TenkenError} `database-damaged`
 */
export async function refuseDamagedLog(path: string): Promise<void> {
  let what = walDamage(path);
  // A log that another process begins anew while it is read looks damaged once, and not again.
  for (let again = 1; what !== null && again <= 3; again += 1) {
    await sleep(50);
    what = walDamage(path);
  }
  if (what !== null) throw damagedDatabase(path, what);
}

/** What SQLite itself finds wrong: pages, their order, indexes, references. Reads everything, writes nothing. */
export function structuralDamageOf(path: string): string | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true });
    const [first] = database.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (first?.integrity_check !== 'ok') return String(first?.integrity_check).replaceAll(/\s+/g, ' ');
    const orphans = database.pragma('foreign_key_check') as { table: string; parent: string }[];
    const [orphan] = orphans;
    return orphan
      ? `${orphans.length} rows, the first of ${orphan.table}, refer to missing ${orphan.parent}`
      : null;
  } catch (error) {
    if (isDamage(error)) return (error as Error).message;
    throw error;
  } finally {
    database?.close();
  }
}
