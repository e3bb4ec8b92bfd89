import type { Text } from '@tenken/shared';
import type { HealthFacts } from './facts.ts';

/** `problem`: something is not done, or soon will not be; `warning`: somebody should look; `unknown`: it could not be seen. */
export const healthStates = ['ok', 'unknown', 'warning', 'problem'] as const;
export type HealthState = (typeof healthStates)[number];

/** What one look at the collector found, in words for an administrator. */
export type HealthCheck = {
  id: string;
  title: Text;
  state: HealthState;
  /** What was seen. */
  detail: Text;
  /** What to do; null where nothing is. */
  action: Text | null;
  /** The figures behind the words. */
  observed: Record<string, string | number | boolean | null>;
};

/** A pure function, so that what is told can be tried with any facts. */
export type HealthRule = (facts: HealthFacts) => HealthCheck;
