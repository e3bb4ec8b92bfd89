import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { strengths } from './judgement.ts';
import type { LevelJudgement, LevelOutcome, RequirementJudgement } from './judgement.ts';
import type { Verification } from './verification.ts';

export const RowText = z.strictObject({
  ja: z.string().check(z.minLength(1)),
  en: z.string().check(z.minLength(1)),
});

const rowId = z.string().check(z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/));

/** What every row of a profile tells beside its check. */
export const rowMembers = {
  /** Once in its profile: a record of comparison names it. */
  id: rowId,
  level: rowId,
  strength: z.enum(strengths),
  title: RowText,
  /** Chapter, table or page of the issuer's text; null = not known. */
  reference: z._default(z.nullable(z.string()), null),
  /** `product`: not in the source; we add it because a server without it is of no use or about to be. */
  origin: z._default(z.enum(['source', 'product']), 'source'),
  /** Who compared the row with the issuer's text, and when. */
  verified: z._default(
    z.union([z.literal(false), z.strictObject({ by: z.string(), on: z.iso.date() })]),
    false,
  ),
};

export const profileMembers = {
  id: z.string().check(z.regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/)),
  title: RowText,
  source: z.strictObject({
    document: RowText,
    issuer: z.string(),
    edition: z.string(),
    /** Day on which the edition was published; null = not known. */
    date: z.nullable(z.iso.date()),
    url: z.url(),
    note: RowText,
  }),
  /** The strictest first. */
  levels: z.array(z.strictObject({ id: rowId, title: RowText })).check(z.minLength(1)),
  /** What the source asks for and no look from outside can tell. */
  notMeasurable: z.array(
    z.strictObject({
      id: rowId,
      levels: z.array(rowId).check(z.minLength(1)),
      title: RowText,
      reason: RowText,
    }),
  ),
};

type Row = {
  id: string;
  strength: RequirementJudgement['strength'];
  title: Text;
  origin: 'source' | 'product';
  verified: false | { by: string; on: string };
};

/** What a check says of the facts, before the strength of its row turns it into an outcome. */
export type Verdict = {
  /** `remark`: neither asked for nor forbidden. */
  outcome: 'met' | 'unmet' | 'remark' | 'unknown' | 'not-applicable';
  observed: Text;
  expected: Text;
  validUntil?: string | undefined;
};

/** A row with what was found; a disputed row says nothing, whatever was found. */
export function requirementOf(
  profile: string,
  row: Row,
  verdict: Verdict,
  records: readonly Verification[],
): RequirementJudgement {
  const about = records.filter((record) => record.profile === profile && record.row === row.id);
  const dispute = about.find(({ result }) => result === 'differs');
  const { id: requirement, strength, title } = row;
  const { expected } = verdict;
  if (dispute) {
    const { confirmedBy, confirmedOn } = dispute;
    const observed = text(
      `この行は原文と異なると記録されている（${confirmedBy} ${confirmedOn}）`,
      `the row is recorded to differ from the issuer's text (${confirmedBy} ${confirmedOn})`,
    );
    return {
      requirement,
      strength,
      verified: false,
      title,
      outcome: 'unknown',
      observed,
      expected,
      validUntil: null,
    };
  }
  return {
    requirement,
    strength,
    verified: row.origin === 'product' || row.verified !== false || about.length > 0,
    title,
    outcome: outcomeOf(verdict.outcome, strength),
    observed: verdict.observed,
    expected,
    validUntil: verdict.validUntil ?? null,
  };
}

function outcomeOf(
  outcome: Verdict['outcome'],
  strength: RequirementJudgement['strength'],
): RequirementJudgement['outcome'] {
  switch (outcome) {
    case 'met':
      return 'pass';
    case 'unmet':
      return strength === 'mandatory' ? 'fail' : 'warning';
    case 'remark':
      return 'warning';
    case 'unknown':
    case 'not-applicable':
      return outcome;
    default:
      return outcome satisfies never;
  }
}

/**
 * Mandatory rows alone decide (遵守項目). A disputed row of either strength keeps the level from being met: what the
 * text really asks for is not known.
 *
 * @param disputed ids of rows that a person found to differ from the issuer's text
 */
export function levelOf(
  { id: level, title }: { id: string; title: Text },
  requirements: RequirementJudgement[],
  disputed: ReadonlySet<string>,
): LevelJudgement {
  const mandatory = requirements.filter(({ strength }) => strength === 'mandatory');
  const failing = mandatory.filter(({ outcome }) => outcome === 'fail');
  const isOpen =
    mandatory.some(({ outcome }) => outcome === 'unknown') ||
    requirements.some(({ requirement }) => disputed.has(requirement));
  const outcome: LevelOutcome = failing.length > 0 ? 'not-met' : isOpen ? 'undetermined' : 'met';
  // One failing row that was read is enough; that a level is met rests on all of them, also on how strong each is.
  const byUnverifiedRows =
    outcome === 'not-met'
      ? failing.every(({ verified }) => !verified)
      : requirements.some(({ verified }) => !verified);
  return { level, title, outcome, byUnverifiedRows, requirements };
}

/** Ids of the rows of a profile that a record disputes. */
export function disputedRows(profile: string, records: readonly Verification[]): Set<string> {
  return new Set(
    records.filter((one) => one.profile === profile && one.result === 'differs').map(({ row }) => row),
  );
}
