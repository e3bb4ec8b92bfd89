import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What gives a test a database; who reaches none of these has nothing stored. */
const stores = ['test/support/on-postgres.ts', 'collector/src/testing.ts'];

/** Tests of SQLite's own file and of its copies, which are not there on PostgreSQL, and what each is about. */
export const aboutTheFile: Readonly<Record<string, string>> = {
  'collector/src/store/copy-database.test.ts': 'copies of the file',
  'collector/src/store/store.test.ts': 'two processes that write to the file',
  'test/fault/f02-power-loss.test.ts': 'syncs of the file; those of PostgreSQL are its own',
  'test/fault/f03-sync-fails.test.ts': 'syncs of the file that fail',
  'test/fault/f04-disk-full.test.ts': 'a full disk under the file',
  'test/fault/f05-backup.test.ts': '`tenken backup`, which copies the file',
  'test/fault/f05-migration.test.ts': 'files that older versions have left',
  'test/fault/f06-damaged-files.test.ts': 'damaged bytes in the file',
  'test/fault/durable-settings.test.ts': "SQLite's settings",
};

/** Single tests of the same sort, by name, in files that are about more. */
export const testsAboutTheFile: Readonly<Record<string, string>> = {
  'a full backup is made under the time and the oldest go': '`tenken backup`, which copies the file',
  'is not in clear in a backup': '`tenken backup`, which copies the file',
};

/** Tests that keep anything in a database, `include` as in the configuration of tests, without those about the file. */
export function testsOfEitherDatabase(include: readonly string[], exclude: readonly string[]): string[] {
  return globSync(include, { cwd: root, exclude })
    .filter((path) => !(path in aboutTheFile) && reaches(resolve(root, path)))
    .toSorted();
}

const imported = new Map<string, readonly string[]>();

function reaches(test: string): boolean {
  const wanted = new Set(stores.map((path) => resolve(root, path)));
  const seen = new Set([test]);
  for (const path of seen) {
    if (wanted.has(path)) return true;
    for (const next of importsOf(path)) seen.add(next);
  }
  return false;
}

function importsOf(path: string): readonly string[] {
  const known = imported.get(path);
  if (known !== undefined) return known;
  const found = [...readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'([^']+\.tsx?)'/g)]
    .map(([, name = '']) => targetOf(path, name))
    .filter((target) => existsSync(target));
  imported.set(path, found);
  return found;
}

function targetOf(from: string, name: string): string {
  return name.startsWith('.') ? resolve(dirname(from), name) : resolve(root, name.replace(/^@tenken\//, ''));
}
