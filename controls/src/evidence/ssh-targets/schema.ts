import * as z from 'zod/mini';
import { askedTarget, maxTargets, refusedTarget, targetsSeen } from '../network-targets/schema.ts';
import { SshFacts } from '../ssh/facts.ts';
import { SshSeen } from '../ssh/seen.ts';

/** SSH servers elsewhere that somebody named to be measured from this machine, and what they really offer. */
export const SshTargets = z.strictObject({
  /** In the order in which they were named; [] = nobody named any. */
  targets: z
    .array(
      z.union([
        z.strictObject({
          ...askedTarget,
          /** What answered; all but `ssh` only says what was not found. */
          seen: z.enum([...SshSeen, ...targetsSeen]),
          /** Null unless `seen` is `ssh`. */
          ssh: z.nullable(SshFacts),
        }),
        z.strictObject({ ...refusedTarget, ssh: z.null() }),
      ]),
    )
    .check(maxTargets),
});
export type SshTargets = z.infer<typeof SshTargets>;
