import type { EntryName } from './entry.ts';

/**
 * Which report a full spool loses: the oldest one whose neighbours say the same, because nothing but a moment is
 * lost with it; else the oldest. The newest never goes.
 *
 * @param entries oldest first
 */
export function whichGoes(entries: readonly EntryName[]): EntryName | null {
  const older = entries.slice(0, -1);
  const unchanged = older.find((entry, index) => {
    const before = entries[index - 1];
    return entry.digest === entries[index + 1]?.digest && (!before || before.digest === entry.digest);
  });
  return unchanged ?? older[0] ?? null;
}

/** A clock that jumps ahead makes everything look old: a day of hourly reports stays whatever it says. */
const alwaysKept = 24;

/** Reports that have waited too long. */
export function tooOld(entries: readonly EntryName[], now: number, maxAgeMs: number): EntryName[] {
  return entries.slice(0, -alwaysKept).filter(({ spooledAtMs }) => now - spooledAtMs > maxAgeMs);
}
