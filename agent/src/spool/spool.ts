import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@tenken/shared';
import type { Gap } from '@tenken/shared';
import { writeDurably } from '../durable-file.ts';
import { entryName, packEntry, parseEntryName, unpackEntry } from './entry.ts';
import type { EntryName, SpooledReport } from './entry.ts';
import { Ledger } from './ledger.ts';
import { tooOld, whichGoes } from './which-goes.ts';

export type SpoolLimits = { maxBytes: number; maxAgeMs: number };

/** Enough for a year of unchanged hourly reports, and little for any disk. */
const defaultLimits: SpoolLimits = { maxBytes: 64 * 1024 * 1024, maxAgeMs: 7 * 24 * 60 * 60 * 1000 };
/** Files that were set aside: for a person to look at, not for ever. */
const maxSetAside = 20;
const dropsForOneWrite = 5;

/**
 * Reports on disk until the collector has them: one file each, named so that names alone give their order. A
 * damaged file costs itself only.
 */
export class Spool {
  readonly #folder: string;
  #limits: SpoolLimits;
  readonly #ledger: Ledger;
  readonly #onProblem: (message: string, error?: unknown) => void;
  /** The newest report, when the disk would not take it. */
  #unsaved: SpooledReport | null = null;

  constructor(
    folder: string,
    options: { limits?: Partial<SpoolLimits>; onProblem?: (message: string, error?: unknown) => void } = {},
  ) {
    this.#folder = folder;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#onProblem = options.onProblem ?? (() => undefined);
    this.#ledger = new Ledger(join(folder, 'ledger.json'), this.#files().includes('ledger.json'));
  }

  /** Takes other limits from now on; what is not named goes back to its default. */
  limit(limits: Partial<SpoolLimits>): void {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /**
   * Keeps a report. On a disk that takes nothing it is kept in memory, so that at least the newest one goes out.
   * Callers hold the scan's lock: what lies half-written here is of a process that is gone.
   */
  add(report: SpooledReport, nowMs: number): void {
    this.#setHalfFilesAside(nowMs);
    for (const entry of tooOld(this.#entries(), nowMs, this.#limits.maxAgeMs)) this.#drop(entry);
    const { file } = entryName(report, nowMs);
    const bytes = packEntry(report);
    this.#unsaved = null;
    for (let attempt = 0; ; attempt += 1) {
      try {
        makeFolder(this.#folder);
        writeDurably(join(this.#folder, file), bytes);
        break;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const victim = whichGoes([...this.#entries(), entryName(report, nowMs)]);
        if (code === 'ENOSPC' && victim && attempt < dropsForOneWrite) {
          this.#drop(victim);
          continue;
        }
        this.#onProblem('The spool cannot be written; the report is kept in memory only', error);
        this.#unsaved = report;
        return;
      }
    }
    this.#shrink();
  }

  /**
   * The oldest report that can be read; what cannot is set aside and counted.
   *
   * @param handled numbers to pass over: on a disk that is read-only nothing can be taken out of the way
   */
  next(handled: ReadonlySet<number>): SpooledReport | null {
    for (const entry of this.#entries()) {
      if (handled.has(entry.sequence)) continue;
      const path = join(this.#folder, entry.file);
      try {
        return unpackEntry(readFileSync(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        this.#onProblem('A spooled report is damaged', error);
        this.#setAside(entry, 'bad');
      }
    }
    return this.#unsaved && !handled.has(this.#unsaved.sequence) ? this.#unsaved : null;
  }

  /** How many wait. */
  get size(): number {
    return this.#entries().length + (this.#unsaved ? 1 : 0);
  }

  gapFor(report: SpooledReport): Gap | null {
    return this.#ledger.gapFor(report.reportId);
  }

  /** The collector has it. */
  done(report: SpooledReport): void {
    this.#ledger.told(report.reportId);
    if (this.#unsaved?.reportId === report.reportId) this.#unsaved = null;
    for (const { file } of this.#entriesOf(report)) {
      try {
        rmSync(join(this.#folder, file), { force: true });
      } catch (error) {
        // Read-only: it is sent again and answered as a duplicate.
        this.#onProblem('A sent report cannot be removed from the spool', error);
      }
    }
  }

  /** The collector will never take it: it must not hold up the others. */
  refuse(report: SpooledReport, why: string): void {
    this.#onProblem(`Report ${report.sequence} was refused and set aside: ${why}`);
    if (this.#unsaved?.reportId === report.reportId) {
      this.#unsaved = null;
      this.#ledger.count(Date.parse(report.scan.scannedAt));
    }
    for (const entry of this.#entriesOf(report)) this.#setAside(entry, 'refused');
  }

  #entriesOf(report: SpooledReport): EntryName[] {
    return this.#entries().filter(({ sequence }) => sequence === report.sequence);
  }

  #shrink(): void {
    for (;;) {
      const entries = this.#entries();
      const total = entries.reduce((sum, { file }) => sum + this.#sizeOf(file), 0);
      const victim = total > this.#limits.maxBytes ? whichGoes(entries) : null;
      if (!victim || !this.#drop(victim)) return;
    }
  }

  #drop(entry: EntryName): boolean {
    this.#ledger.count(entry.spooledAtMs);
    try {
      rmSync(join(this.#folder, entry.file), { force: true });
      return true;
    } catch (error) {
      this.#onProblem('A report cannot be removed from the spool', error);
      return false;
    }
  }

  #setHalfFilesAside(nowMs: number): void {
    for (const file of this.#files()) {
      if (!file.endsWith('.report.new')) continue;
      this.#setAside(parseEntryName(file.slice(0, -4)) ?? { spooledAtMs: nowMs, file }, 'bad', file);
    }
  }

  #setAside(
    entry: Pick<EntryName, 'file' | 'spooledAtMs'>,
    as: 'bad' | 'refused',
    file = entry.file,
  ): boolean {
    try {
      renameSync(join(this.#folder, file), join(this.#folder, `${entry.file}.${as}`));
    } catch (error) {
      this.#onProblem('A report cannot be set aside', error);
      return false;
    }
    this.#ledger.count(entry.spooledAtMs);
    const aside = this.#files().filter((name) => /\.(bad|refused)$/.test(name));
    for (const name of aside.slice(0, -maxSetAside)) rmSync(join(this.#folder, name), { force: true });
    return true;
  }

  #entries(): EntryName[] {
    return this.#files()
      .map(parseEntryName)
      .filter((entry) => entry !== null);
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder).toSorted();
    } catch {
      return [];
    }
  }

  #sizeOf(file: string): number {
    return statSync(join(this.#folder, file), { throwIfNoEntry: false })?.size ?? 0;
  }
}
