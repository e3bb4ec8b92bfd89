import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';

const pageRows = 500;
/** A power of two. Lists name the same things again and again: most need not be looked for on disk. */
const recentKeys = 1 << 16;

/**
 * Sets of texts in a file of their own, each text once, read back in the order of their UTF-8 bytes: what has to be
 * sorted or kept apart while something is written, and may be more than fits in memory. Nothing here outlives the work;
 * a crash leaves a file without use.
 */
export class SortedOnDisk {
  readonly #database: Database.Database;
  readonly #recent: string[] = Array.from({ length: recentKeys }, () => '');
  readonly #add: Database.Statement<[string, string, string]>;
  readonly #after: Database.Statement<[string, string], { key: string; value: string }>;

  constructor(path: string) {
    this.#database = new Database(path);
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#database.pragma('locking_mode = EXCLUSIVE');
    this.#database.pragma('cache_size = -16384');
    this.#database.exec(
      'CREATE TABLE entry (family TEXT, key TEXT, value TEXT, PRIMARY KEY (family, key)) WITHOUT ROWID; BEGIN',
    );
    this.#add = this.#database.prepare('INSERT OR IGNORE INTO entry VALUES (?, ?, ?)');
    this.#after = this.#database.prepare(
      `SELECT key, value FROM entry WHERE family = ? AND key > ? ORDER BY key LIMIT ${pageRows}`,
    );
  }

  /** What is there already stays as it is. */
  add(family: string, key: string, value = ''): void {
    const text = `${family}\0${key}`;
    const place = crc32(text) & (recentKeys - 1);
    if (this.#recent[place] === text) return;
    this.#recent[place] = text;
    this.#add.run(family, key, value);
  }

  /** Sorted. Nothing may be added to the family until the end is reached. */
  *entries(family: string): Generator<{ key: string; value: string }> {
    let last = '';
    for (;;) {
      const page = this.#after.all(family, last);
      yield* page;
      const end = page.at(-1);
      if (!end || page.length < pageRows) return;
      last = end.key;
    }
  }

  close(): void {
    this.#database.close();
  }
}
