import Database from 'better-sqlite3';

const pageRows = 500;
/** Of each family, a power of two. Lists name the same things again and again: most need not be looked for on disk. */
const recentKeys = 1 << 16;

/**
 * Sets of texts in a file of their own, each text once, read back in the order of their UTF-8 bytes: what has to be
 * sorted or kept apart while something is written, and may be more than fits in memory. Nothing here outlives the work;
 * a crash leaves a file without use.
 */
export class SortedOnDisk {
  readonly #database: Database.Database;
  readonly #recent = new Map<string, string[]>();
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
    let recent = this.#recent.get(family);
    if (!recent) this.#recent.set(family, (recent = Array.from({ length: recentKeys }, () => '')));
    const place = placeOf(key);
    const neighbour = place ^ 1;
    if (recent[place] === key || recent[neighbour] === key) return;
    // Two keys of one place would drive each other out, again and again.
    recent[neighbour] = recent[place] ?? '';
    recent[place] = key;
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

/** Where a key is remembered, until others with the same place come. */
function placeOf(key: string): number {
  let place = key.length;
  // All of it: in keys of two ids each other one may end alike.
  for (let at = 0; at < key.length; at += 1) {
    place = Math.imul(place ^ key.charCodeAt(at), 16777619);
  }
  return (place ^ (place >>> 15)) & (recentKeys - 1);
}
