import { join } from 'node:path';
import type { KindSummary } from '@tenken/controls/evidence';
import { canonicalJson, Evidence, sha256 } from '@tenken/shared';
import * as z from 'zod/mini';
import { readState, writeState } from './durable-file.ts';
import { agentVersion } from './version.ts';

const hourMs = 60 * 60 * 1000;

const Kept = z.strictObject({ agentVersion: z.string(), evidence: z.record(z.string(), Evidence) });

/**
 * Evidence that is not read at each scan, as it was read last. What could not be read, or not in whole, is not in it, so that
 * the next scan tries again; another agent reads everything anew.
 */
export class KeptBook {
  readonly #path: string;
  readonly #evidence: Map<string, Evidence>;

  constructor(folder: string) {
    this.#path = join(folder, 'kept-evidence.json');
    const kept = readState(this.#path, Kept);
    this.#evidence = new Map(Object.entries(kept?.agentVersion === agentVersion ? kept.evidence : {}));
  }

  /** What stands for a probe that need not run yet; null when it has to. */
  notDue({ id, version, everyHours }: KindSummary, now: number): Evidence | null {
    const kept = this.#evidence.get(id);
    if (everyHours === undefined || kept === undefined) return null;
    const { body, collectedAt, sha256: hash } = kept;
    const isWhole = body.kind === id && body.version === version && hash === sha256(canonicalJson(body));
    const age = now - Date.parse(collectedAt);
    // From the future: the clock went back, and nobody can tell how old it is.
    return isWhole && body.result.status === 'read' && age >= 0 && age < everyHours * hourMs ? kept : null;
  }

  /** Takes what a scan has read of these kinds, and drops what it could not read. */
  note(kinds: readonly KindSummary[], evidence: readonly Evidence[]): void {
    const slow = new Set(kinds.filter(({ everyHours }) => everyHours !== undefined).map(({ id }) => id));
    const read = evidence.filter(({ body }) => slow.has(body.kind));
    const before = this.#shown();
    for (const one of read) {
      if (one.body.result.status === 'read' && !hasGaps(one)) this.#evidence.set(one.body.kind, one);
      else this.#evidence.delete(one.body.kind);
    }
    if (this.#shown() === before) return;
    writeState(this.#path, { agentVersion, evidence: Object.fromEntries(this.#evidence) });
  }

  #shown(): string {
    return JSON.stringify([...this.#evidence]);
  }
}

/** A part may be readable the next time; one that nobody has written a way to will not. */
function hasGaps({ body: { result } }: Evidence): boolean {
  const unread = result.status === 'read' ? result.data['unread'] : [];
  if (!Array.isArray(unread)) return false;
  return unread.some((one: { code?: unknown }) => one.code !== 'unsupported');
}
