import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Judgement } from './define.ts';

/** One thing that decides, in words, with the reason that it gives. */
type Point = { reason: string; what: Text };

/** A server that somebody named, as evidence has it; whatever else it was found to be. */
type NamedTarget = { target: string; seen: string | null; refused: { message: Text } | null };

/** What was found of one that was measured. */
export type JudgedTarget = {
  failures: readonly Point[];
  /** What might hide a failure. */
  gaps: readonly Point[];
  /** What is told when nothing fails; `strong` is the reason that gives way to any other. */
  told: readonly Point[];
  /** First instant at which any of this changes by itself; null = it does not. */
  until: string | null;
};

/** The words that every control of named servers needs, beside those of what it measures. */
export const targetReasons = {
  'no-target': text('測る対象が指定されていない。', 'No server is named to be measured from this machine.'),
  'target-refused': text(
    '測れない対象がある。観測の欄に、どこに何を書けばよいかがある。',
    'A target was not measured; what was observed says what to write where.',
  ),
} as const;

/**
 * Of all servers that somebody named: a weakness that was seen fails, whatever was not seen; a server that was not
 * measured keeps the others from passing.
 *
 * @param targets with what was found of each; null = it was not measured
 * @param seenText what answered in its place
 */
export function targetsJudgement(
  targets: readonly (NamedTarget & { judged: JudgedTarget | null })[],
  seenText: (seen: string) => Text,
  expected: Text,
): Judgement {
  if (targets.length === 0) {
    const observed = text('指定された対象なし', 'no target is named');
    return { outcome: 'not-applicable', reason: 'no-target', observed, expected };
  }
  const measured = targets.flatMap(({ target, judged }) => (judged ? [{ target, ...judged }] : []));
  const failing = measured.filter(({ failures }) => failures.length > 0);
  const failures = failing.flatMap((one) => located(one.target, one.failures));
  const gaps = [
    ...targets.flatMap((one) => (one.judged ? [] : located(one.target, [notMeasured(one, seenText)]))),
    ...measured.flatMap((one) => located(one.target, one.gaps)),
  ];
  if (failures[0]) {
    return {
      outcome: 'fail',
      reason: failures[0].reason,
      // What was not measured may be weak as well.
      observed: listed([...failures, ...gaps]),
      expected,
      // While one of them fails for good, nothing changes by itself.
      validUntil: failing.every(({ until }) => until !== null) ? firstChange(failing) : undefined,
    };
  }
  if (gaps[0]) return { outcome: 'unknown', reason: gaps[0].reason, observed: listed(gaps), expected };
  const told = measured.flatMap((one) => located(one.target, one.told));
  const remarked = told.find(({ reason }) => reason !== 'strong');
  return {
    outcome: 'pass',
    reason: remarked?.reason ?? 'strong',
    observed: listed(told),
    expected,
    validUntil: firstChange(measured),
  };
}

function notMeasured({ refused, seen }: NamedTarget, seenText: (seen: string) => Text): Point {
  if (refused !== null) return { reason: 'target-refused', what: refused.message };
  const what = seen === 'left-out' ? leftOut : seenText(seen ?? 'no-connection');
  return { reason: 'target-not-measured', what };
}

const leftOut = text(
  '測ったが、報告に入りきらないので省いた。対象を減らすか、別のホストから測る',
  'measured and left out, because it is too large for a report: name fewer, or measure it from another host',
);

function firstChange(measured: readonly { until: string | null }[]): string | undefined {
  return measured.flatMap(({ until }) => until ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

type Located = Point & { target: string };

function located(target: string, points: readonly Point[]): Located[] {
  return points.map((point) => ({ ...point, target }));
}

const maxListed = 5;

function listed(points: readonly Located[]): Text {
  const shown = points.slice(0, maxListed);
  const more = points.length > maxListed ? ` +${points.length - maxListed}` : '';
  const one = (language: 'ja' | 'en') => shown.map(({ target, what }) => `${target} ${what[language]}`);
  return text(`${one('ja').join('、')}${more}`, `${one('en').join(', ')}${more}`);
}
