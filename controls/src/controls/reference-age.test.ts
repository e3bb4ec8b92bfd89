import { expect, test } from 'vitest';
import { evidenceKinds } from '../evidence/registry.ts';
import { stampOf } from '../reference/reference-data.ts';
import { loadCases, prepareCase, referenceOf } from '../testing/cases.ts';
import { judge } from './judge.ts';
import { controls } from './registry.ts';

const dayMs = 86_400_000;
const aged = controls.filter(({ reference }) => reference !== undefined);

test('some controls rest on reference data', () => {
  expect(aged.length).toBeGreaterThan(5);
});

test.each(aged.map((control) => [control.id, control] as const))(
  '%s passes nothing once the clock is past the limit of its reference data',
  async (id, control) => {
    const cases = loadCases(id).filter(({ outcome }) => outcome === 'pass');
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) {
      const { evidence, platform } = await prepareCase(one, evidenceKinds);
      const reference = referenceOf(one);
      const stamps = (control.reference ?? []).map((kind) => stampOf(kind, reference));
      const { referenceMaxAgeDays } = control.params.parse(one.parameters);
      const ends =
        Math.min(...stamps.map((stamp) => Date.parse(stamp?.asOf ?? ''))) +
        Number(referenceMaxAgeDays) * dayMs;
      const at = (time: number) =>
        judge(control, evidence, one.parameters, {
          platform,
          now: new Date(time),
          declarations: one.declarations,
          staleAfterMs: 10_000 * dayMs,
          reference,
        });
      expect(at(ends).outcome, one.name).not.toBe('pass');
      const before = at(ends - 1);
      if (before.outcome !== 'pass') continue;
      // What would have passed a moment ago says why it does not any more, and said when that would be.
      expect(at(ends), one.name).toMatchObject({ outcome: 'unknown', reason: 'reference-too-old' });
      expect(Date.parse(before.validUntil ?? '')).toBeLessThanOrEqual(ends);
      expect(before.parameters['reference']).toEqual(
        Object.fromEntries((control.reference ?? []).map((kind, place) => [kind, stamps[place]])),
      );
    }
  },
);

const byAbsence = controls.filter(({ absences }) => absences !== undefined);

test.each(byAbsence.map((control) => [control.id, control] as const))(
  '%s finds nothing missing by names that are past their limit',
  async (id, control) => {
    const { absences = [], reasons } = control;
    expect(absences.filter((reason) => !(reason in reasons))).toEqual([]);
    expect(control.reference).toBeDefined();
    let seen = 0;
    for (const one of loadCases(id).filter(({ outcome }) => outcome === 'fail')) {
      const { evidence, platform, now } = await prepareCase(one, evidenceKinds);
      const at = (moment: Date) =>
        judge(control, evidence, one.parameters, {
          platform,
          now: moment,
          declarations: one.declarations,
          staleAfterMs: 10_000 * dayMs,
          reference: referenceOf(one),
        });
      const before = at(now);
      if (!absences.includes(before.reason)) continue;
      seen += 1;
      const later = at(new Date(now.getTime() + 3000 * dayMs));
      expect(later, one.name).toMatchObject({ outcome: 'unknown', reason: 'reference-too-old' });
    }
    expect(seen).toBeGreaterThan(0);
  },
);
