import { Evidence } from '@tenken/shared';
import * as z from 'zod/mini';
import { TargetPlan } from '../network/target-plan.ts';

/**
 * What to read: ids of evidence kinds; the share of all processors that it may use, the whole unless told; and where the
 * servers are named that are measured from this host, none unless told.
 */
export const ScanOrder = z.strictObject({
  kinds: z.array(z.string()),
  cpuShare: z.optional(z.number().check(z.gt(0), z.lte(1))),
  targets: z.optional(TargetPlan),
});
export type ScanOrder = z.infer<typeof ScanOrder>;

/** What the scan tells as it goes on. */
export const ScanNews = z.discriminatedUnion('type', [
  /** The first: what it can read. Then it waits for its order. */
  z.strictObject({
    type: z.literal('ready'),
    kinds: z.array(z.strictObject({ id: z.string(), version: z.int(), everyHours: z.optional(z.number()) })),
  }),
  z.strictObject({ type: z.literal('started'), kind: z.string() }),
  z.strictObject({ type: z.literal('evidence'), evidence: Evidence }),
  /** Number of a program that was begun for a probe, or has ended. */
  z.strictObject({ type: z.literal('program'), pid: z.int().check(z.minimum(2)), runs: z.boolean() }),
  z.strictObject({ type: z.literal('done') }),
]);
export type ScanNews = z.infer<typeof ScanNews>;
