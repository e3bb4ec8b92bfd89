import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evidenceKinds } from '../evidence/registry.ts';
import { loadCases, prepareCase, referenceOf } from '../testing/cases.ts';
import { unitFolders } from '../testing/recordings.ts';
import { commonReasons } from './common-reasons.ts';
import { judge } from './judge.ts';
import { controls } from './registry.ts';

test('the registry lists every folder, in order', () => {
  const folders = unitFolders(join(import.meta.dirname));
  expect(folders.length).toBeGreaterThan(0);
  expect(controls.map((control) => control.id)).toEqual(folders);
});

describe.each(controls.map((control) => [control.id, control] as const))('%s', (id, control) => {
  const cases = loadCases(id);

  test('has a pass, a fail and a missing-data case', () => {
    const seen = new Set(cases.map(({ outcome }) => outcome));
    expect(seen).toContain('pass');
    expect(seen).toContain('fail');
    expect(seen.has('error') || seen.has('unknown')).toBe(true);
  });

  test('every reason of its own has a case', () => {
    const given = new Set(cases.map(({ reason }) => reason));
    expect(Object.keys(control.reasons).filter((reason) => !given.has(reason))).toEqual([]);
  });

  test('notes every parameter', () => {
    expect(Object.keys(control.parameters).toSorted()).toEqual(
      Object.keys(control.params.parse({})).toSorted(),
    );
  });

  test('says how long the reference data that it names is believed', () => {
    const { referenceMaxAgeDays: days } = control.params.parse({});
    expect(typeof days).toBe(control.reference === undefined ? 'undefined' : 'number');
  });

  test('says how to repair on every platform that its evidence covers', () => {
    const covered = Object.values(control.needs).map((kind) => new Set(Object.keys(kind.probes)));
    const platforms = [...(covered[0] ?? [])].filter((platform) => covered.every((set) => set.has(platform)));
    expect(Object.keys(control.remediation).toSorted()).toEqual(platforms.toSorted());
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { evidence, now, platform } = await prepareCase(one, evidenceKinds);
    const { declarations } = one;
    const circumstances = { now, platform, declarations, reference: referenceOf(one) };
    const finding = judge(control, evidence, one.parameters, circumstances);
    expect({ outcome: finding.outcome, reason: finding.reason }, JSON.stringify(finding.observed)).toEqual({
      outcome: one.outcome,
      reason: one.reason,
    });
    if (one.validUntil !== undefined) expect(finding.validUntil).toBe(one.validUntil);
    expect(
      finding.observed.ja && finding.observed.en && finding.expected.ja && finding.expected.en,
    ).toBeTruthy();
    expect(Object.keys({ ...control.reasons, ...commonReasons })).toContain(finding.reason);
  });
});
