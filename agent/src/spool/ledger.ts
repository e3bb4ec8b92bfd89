import { renameSync } from 'node:fs';
import type { Gap } from '@tenken/shared';
import { Gap as GapSchema } from '@tenken/shared';
import * as z from 'zod/mini';
import { readState, writeState } from '../durable-file.ts';

const Stored = z.strictObject({
  /** Dropped and not told yet. */
  gap: z.nullable(GapSchema),
  /** What was put into which statement: a report that is sent again has to say the same. */
  telling: z.nullable(z.strictObject({ reportId: z.uuid(), dropped: z.int() })),
});
type Stored = z.infer<typeof Stored>;

/** Counts what the spool had to drop until a collector has acknowledged being told. */
export class Ledger {
  readonly #path: string;
  #stored: Stored;

  constructor(path: string, exists: boolean) {
    this.#path = path;
    const stored = readState(path, Stored);
    this.#stored = stored ?? { gap: null, telling: null };
    if (stored || !exists) return;
    try {
      renameSync(path, `${path}.bad`);
    } catch {
      // Read-only: it stays and is passed over.
    }
  }

  /** Written before the report is removed: after a crash one too many is better than one too few. */
  count(madeAtMs: number): void {
    const at = new Date(madeAtMs).toISOString();
    const { gap } = this.#stored;
    this.#stored.gap = gap
      ? {
          dropped: gap.dropped + 1,
          since: at < gap.since ? at : gap.since,
          until: at > gap.until ? at : gap.until,
        }
      : { dropped: 1, since: at, until: at };
    this.#keep();
  }

  /** What this report's statement says of dropped ones. */
  gapFor(reportId: string): Gap | null {
    const { gap, telling } = this.#stored;
    if (!gap) return null;
    if (telling?.reportId === reportId) return { ...gap, dropped: telling.dropped };
    this.#stored.telling = { reportId, dropped: gap.dropped };
    this.#keep();
    return gap;
  }

  /** The collector has this report, and what it told. */
  told(reportId: string): void {
    const { gap, telling } = this.#stored;
    if (!gap || telling?.reportId !== reportId) return;
    const dropped = gap.dropped - telling.dropped;
    this.#stored = { gap: dropped > 0 ? { ...gap, dropped } : null, telling: null };
    this.#keep();
  }

  #keep(): void {
    writeState(this.#path, this.#stored);
  }
}
