import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Advisory } from '@tenken/controls';
import type { PackageSet } from '../store/feeds/feed-repository.ts';
import type { ParsedAdvisory } from './formats/parsed.ts';

type Row = { release: string; package: string; advisory: string };

/**
 * Gathers advisories by release and package: they come by vulnerability, and are more than memory should hold. They lie
 * in a file of their own meanwhile.
 */
export class AdvisorySets {
  count = 0;
  readonly #folder: string;
  readonly #database: Database.Database;
  readonly #insert: Database.Statement;
  readonly #releases = new Set<string>();

  constructor(folder: string) {
    this.#folder = mkdtempSync(join(folder, 'feed-'));
    this.#database = new Database(join(this.#folder, 'advisories.db'));
    this.#database.pragma('journal_mode = off');
    this.#database.pragma('synchronous = off');
    this.#database.exec(
      `create table advisory (
        release text not null, package text not null, id text not null, advisory text not null,
        primary key (release, package, id, advisory)
      ) without rowid; begin`,
    );
    this.#insert = this.#database.prepare('insert or ignore into advisory values (?, ?, ?, ?)');
  }

  add({ release, package: name, advisory }: ParsedAdvisory): void {
    this.#releases.add(release);
    const { changes } = this.#insert.run(release, name, advisory.id, canonicalJson(advisory));
    this.count += changes;
  }

  has(release: string): boolean {
    return this.#releases.has(release);
  }

  /** Sorted by release and package; the advisories of a package by their id. */
  *sets(): Generator<PackageSet> {
    const rows = this.#database
      .prepare<[], Row>(
        'select release, package, advisory from advisory order by release, package, id, advisory',
      )
      .iterate();
    let release = '';
    let name = '';
    let advisories: Advisory[] = [];
    const set = (): PackageSet => {
      const body = canonicalJson(advisories);
      return { release, package: name, sha256: sha256(body), body };
    };
    for (const row of rows) {
      if (advisories.length > 0 && (row.release !== release || row.package !== name)) {
        yield set();
        advisories = [];
      }
      release = row.release;
      name = row.package;
      advisories.push(JSON.parse(row.advisory) as Advisory);
    }
    if (advisories.length > 0) yield set();
  }

  close(): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
