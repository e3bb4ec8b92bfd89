import * as z from 'zod';
import { healthStates } from '../health/check.ts';
import { Text } from './schemas.ts';

const State = z.enum(healthStates).meta({ id: 'HealthState' });

const HealthCheck = z
  .object({
    id: z.string(),
    title: Text,
    state: State,
    detail: Text,
    /** Null where nothing is to be done. */
    action: Text.nullable(),
    observed: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'HealthCheck' });

/** What is wrong with a collector, in words; the state of the whole is that of the worst check. */
export const HealthReport = z
  .object({
    state: State,
    checkedAt: z.iso.datetime(),
    version: z.string(),
    commit: z.string().nullable(),
    node: z.string(),
    checks: z.array(HealthCheck),
  })
  .meta({ id: 'HealthReport' });
export type HealthReport = z.infer<typeof HealthReport>;
