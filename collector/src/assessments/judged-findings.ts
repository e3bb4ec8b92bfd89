import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { otherMachine } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import type { FindingRecord, HostReference } from './record.ts';

type Row = { host_id: string; finding: string };

/**
 * Findings of one assessment while it is put together: more than memory should hold, and needed again for each item.
 * They lie in a file of their own that is removed at the end; nothing in it is the only copy of anything.
 */
export class JudgedFindings {
  readonly #folder: string;
  readonly #database: Database.Database;
  readonly #insert: Database.Statement;

  /** @param folder where there is space for it, e.g. the collector's data directory */
  constructor(folder: string) {
    this.#folder = mkdtempSync(join(folder, 'assessment-'));
    this.#database = new Database(join(this.#folder, 'findings.db'));
    this.#database.pragma('journal_mode = off');
    this.#database.pragma('synchronous = off');
    this.#database.exec(
      `create table finding (
        control text not null, variant text not null, place integer not null, host_id text not null,
        outcome text not null, concerned integer not null, finding text not null,
        primary key (control, variant, place)
      ) without rowid; begin`,
    );
    this.#insert = this.#database.prepare('insert into finding values (?, ?, ?, ?, ?, ?, ?)');
  }

  /** @param place of the host among those in scope: findings are read again in this order */
  add(place: number, findings: readonly FindingRecord[]): void {
    for (const finding of findings) {
      const { control, variant, host, outcome, reason } = finding;
      const concerned = reason === otherMachine ? 0 : 1;
      this.#insert.run(control, variant, place, host.id, outcome, concerned, JSON.stringify(finding));
    }
  }

  /** How many hosts have each outcome; those that the control is not written for are left out. */
  outcomes(control: string, variant: string): Partial<Record<Outcome, number>> {
    const rows = this.#database
      .prepare<[string, string], { outcome: Outcome; hosts: number }>(
        'select outcome, count(*) as hosts from finding where control = ? and variant = ? and concerned = 1 group by outcome',
      )
      .all(control, variant);
    return Object.fromEntries(rows.map(({ outcome, hosts }) => [outcome, hosts]));
  }

  /**
   * Hosts on which at least one of these has passed and every other has passed or does not apply; and how many hosts none
   * of them is about. Of those nothing was judged, and nothing is shown.
   */
  hostsPassingAll(controls: readonly { control: string; variant: string }[]): {
    passing: number;
    notConcerned: number;
  } {
    const bad = new Set<string>();
    const good = new Set<string>();
    const all = new Set<string>();
    for (const { control, variant } of controls) {
      const rows = this.#database
        .prepare<[string, string], { host_id: string; outcome: string }>(
          'select host_id, outcome from finding where control = ? and variant = ?',
        )
        .iterate(control, variant);
      for (const { host_id: host, outcome } of rows) {
        all.add(host);
        if (outcome === 'pass') good.add(host);
        else if (outcome !== 'not-applicable') bad.add(host);
      }
    }
    return {
      passing: good.difference(bad).size,
      notConcerned: all.size - good.union(bad).size,
    };
  }

  /** By the order of hosts. */
  *of(control: string, variant: string, outcome?: Outcome): Generator<FindingRecord> {
    const rows =
      outcome === undefined
        ? this.#database
            .prepare<[string, string], Row>(
              'select host_id, finding from finding where control = ? and variant = ? order by place',
            )
            .iterate(control, variant)
        : this.#database
            .prepare<[string, string, string], Row>(
              'select host_id, finding from finding where control = ? and variant = ? and outcome = ? order by place',
            )
            .iterate(control, variant, outcome);
    for (const { finding } of rows) yield JSON.parse(finding) as FindingRecord;
  }

  /** Hosts with this outcome, at most so many. */
  hosts(control: string, variant: string, outcome: Outcome, limit: number): HostReference[] {
    const found: HostReference[] = [];
    for (const { host } of this.of(control, variant, outcome)) {
      found.push(host);
      if (found.length >= limit) break;
    }
    return found;
  }

  close(): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
