import { targetOrigins, targetRefusals } from '@tenken/shared';
import * as z from 'zod/mini';

const Words = z.string().check(z.maxLength(1000));

const whose = {
  /** `HOST:PORT`, or the line that was not understood. */
  target: z.string().check(z.maxLength(300)),
  /** Who named it. */
  origin: z.enum(targetOrigins),
};

/** Of a target that may be measured. */
export const askedTarget = {
  ...whose,
  /** The one that was looked up, checked and connected to. */
  address: z.string().check(z.maxLength(64)),
  port: z.int().check(z.minimum(1), z.maximum(65_535)),
  refused: z.null(),
};

/** Of one that is not. */
export const refusedTarget = {
  ...whose,
  address: z.null(),
  /** Why nothing was connected to. */
  refused: z.strictObject({
    reason: z.enum(targetRefusals),
    /** With what to do about it. */
    message: z.strictObject({ ja: Words, en: Words }),
  }),
  seen: z.null(),
};

/** Beside what answered. `left-out`: it was measured, and its facts are larger than the room of a report. */
export const targetsSeen = ['left-out'] as const;

export const maxTargets = z.maxLength(64);
