import type { Text } from '@tenken/shared';

/** 遵守項目: decides its level. 推奨項目: is told, and decides nothing. */
export const strengths = ['mandatory', 'recommended'] as const;
export type Strength = (typeof strengths)[number];

/**
 * Of one row: `fail` is a mandatory row that is not met, `warning` a recommended one, or a mandatory one with
 * something that it neither allows nor forbids; `unknown` says in `observed` which fact is missing.
 */
export const requirementOutcomes = ['pass', 'fail', 'warning', 'unknown', 'not-applicable'] as const;
export type RequirementOutcome = (typeof requirementOutcomes)[number];

export type RequirementJudgement = {
  /** Id of the row, once in its profile's level. */
  requirement: string;
  strength: Strength;
  /** Somebody has compared the row with the issuer's text, or it is the product's own and claims no other source. */
  verified: boolean;
  title: Text;
  outcome: RequirementOutcome;
  /** The facts that decided. */
  observed: Text;
  expected: Text;
  /** ISO instant at which this outcome would change by itself; null = it does not. */
  validUntil: string | null;
};

/** `not-met`: a mandatory row fails. `undetermined`: none fails, and one is unknown, or any row is disputed. */
export const levelOutcomes = ['met', 'not-met', 'undetermined'] as const;
export type LevelOutcome = (typeof levelOutcomes)[number];

export type LevelJudgement = {
  level: string;
  title: Text;
  outcome: LevelOutcome;
  /** The outcome rests on rows that nobody has compared with the issuer's text. */
  byUnverifiedRows: boolean;
  requirements: RequirementJudgement[];
};

/** What one server is like by one profile. */
export type ProfileJudgement = {
  profile: string;
  /** The strictest first. */
  levels: LevelJudgement[];
};
