import { expect, test } from 'vitest';
import { evidenceKinds } from '../evidence/registry.ts';
import { loadCases, prepareCase, referenceOf } from '../testing/cases.ts';
import { judge } from './judge.ts';
import { controls } from './registry.ts';

// A limit that no case stands at could be any other number. `reference-age.test.ts` looks at `referenceMaxAgeDays`.
const limits = controls.flatMap((control) =>
  Object.keys(control.parameters)
    .filter((name) => name !== 'referenceMaxAgeDays')
    .filter((name) =>
      loadCases(control.id).some((one) => typeof control.params.parse(one.parameters)[name] === 'number'),
    )
    .map((name) => [control.id, name, control] as const),
);

test('there are limits', () => {
  expect(limits.length).toBeGreaterThan(30);
});

test.each(limits)('%s has a case that stands at %s', async (id, name, control) => {
  let seen = false;
  for (const one of loadCases(id)) {
    const { evidence, now, platform } = await prepareCase(one, evidenceKinds);
    const circumstances = { now, platform, declarations: one.declarations, reference: referenceOf(one) };
    const value = control.params.parse(one.parameters)[name];
    if (typeof value !== 'number') continue;
    for (const other of [value - 1, value + 1]) {
      const parameters = { ...one.parameters, [name]: other };
      try {
        control.params.parse(parameters);
      } catch {
        // No such limit can be set.
        continue;
      }
      const { outcome, reason } = judge(control, evidence, parameters, circumstances);
      seen ||= outcome !== one.outcome || reason !== one.reason;
    }
  }
  expect(seen).toBe(true);
});
