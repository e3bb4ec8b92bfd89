import Database from 'better-sqlite3';
import { TextIndexes } from '../../lines/text-indexes.ts';

const pageRows = 500;
/**
 * Of each family are remembered: lists name the same things again and again, and most need not be looked for on disk.
 * Some 7 MB.
 */
const mostRemembered = 65_536;
/** So much of each half of a key tells it from others, nearly always: they are hashes, and two ids side by side. */
const endOfHalf = 12;

/**
 * Sets of texts in a file of their own, each text once, read back in the order of their UTF-8 bytes: what has to be
 * sorted or kept apart while something is written, and may be more than fits in memory. Nothing here outlives the work;
 * a crash leaves a file without use.
 */
export class SortedOnDisk {
  readonly #database: Database.Database;
  readonly #remembered = new Map<string, TextIndexes>();
  readonly #add: Database.Statement<[string, string, string]>;
  readonly #after: Database.Statement<[string, string], { key: string; value: string }>;

  constructor(path: string) {
    this.#database = new Database(path);
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#database.pragma('locking_mode = EXCLUSIVE');
    this.#database.pragma('cache_size = -4096');
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
    let remembered = this.#remembered.get(family);
    const print = printOf(key);
    if (remembered && remembered.get(key, print) !== null) return;
    if (!remembered || remembered.size >= mostRemembered) {
      this.#remembered.set(family, (remembered = new TextIndexes()));
    }
    remembered.add(key, print);
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

function printOf(key: string): number {
  let print = key.length;
  for (const end of [key.length, key.length >> 1]) {
    for (let at = Math.max(0, end - endOfHalf); at < end; at += 1) {
      print = Math.imul(print ^ key.charCodeAt(at), 16777619);
    }
  }
  return print ^ (print >>> 15);
}
