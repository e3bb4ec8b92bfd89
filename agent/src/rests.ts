import { join } from 'node:path';
import { own } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import * as z from 'zod/mini';
import { readState, writeState } from './durable-file.ts';

const dayMs = 24 * 60 * 60 * 1000;
const timeoutsToRest = 2;

const Rests = z.record(z.string(), z.strictObject({ timeouts: z.int(), untilMs: z.nullable(z.int()) }));
type Rests = z.infer<typeof Rests>;

/**
 * Probes that did not keep their time or their share of the host twice in a row rest for a day: the agent must not hurt its host. Their evidence
 * says so meanwhile.
 */
export class RestBook {
  readonly #path: string;
  readonly #rests: Rests;

  constructor(folder: string) {
    this.#path = join(folder, 'rests.json');
    this.#rests = readState(this.#path, Rests) ?? {};
  }

  isResting(kind: string, now: number): boolean {
    const until = own(this.#rests, kind)?.untilMs ?? null;
    // A clock that went back must not make a day last years.
    return until !== null && now < until && until - now <= dayMs;
  }

  /** Takes note of how probes that ran have ended. */
  note(evidence: readonly Evidence[], now: number): void {
    for (const { body } of evidence) {
      if (this.isResting(body.kind, now)) continue;
      const failed = body.result.status === 'failed' ? body.result.failure.code : null;
      if (failed !== 'timeout' && failed !== 'resource-limit') {
        delete this.#rests[body.kind];
        continue;
      }
      const timeouts = (own(this.#rests, body.kind)?.timeouts ?? 0) + 1;
      this.#rests[body.kind] = { timeouts, untilMs: timeouts >= timeoutsToRest ? now + dayMs : null };
    }
    writeState(this.#path, this.#rests);
  }
}
