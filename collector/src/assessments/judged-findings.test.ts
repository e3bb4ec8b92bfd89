import { tmpdir } from 'node:os';
import { text } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import { expect, onTestFinished, test } from 'vitest';
import { JudgedFindings } from './judged-findings.ts';
import type { FindingRecord } from './record.ts';

function finding(control: string, host: string, outcome: Outcome, reason: string): FindingRecord {
  return {
    control,
    variant: 'default',
    host: { id: host, name: host, platform: 'linux', assetNumber: null },
    parameters: {},
    outcome,
    reason,
    observed: text('値', 'value'),
    expected: text('値', 'value'),
    evidence: [],
    validUntil: null,
    since: null,
    waivers: [],
  };
}

function judged(...perHost: FindingRecord[][]): JudgedFindings {
  const findings = new JudgedFindings(tmpdir());
  onTestFinished(() => findings.close());
  for (const [place, list] of perHost.entries()) findings.add(place, list);
  return findings;
}

const router = { control: 'router', variant: 'default' };
const terminal = { control: 'terminal', variant: 'default' };

test('a machine that no control is written for counts nowhere', () => {
  const findings = judged(
    [
      finding('router', 'r', 'pass', 'good'),
      finding('terminal', 'r', 'not-applicable', 'other-kind-of-machine'),
    ],
    [
      finding('router', 'a', 'not-applicable', 'other-kind-of-machine'),
      finding('terminal', 'a', 'fail', 'bad'),
    ],
    [
      finding('router', 'b', 'not-applicable', 'other-kind-of-machine'),
      finding('terminal', 'b', 'pass', 'good'),
    ],
  );
  expect(findings.outcomes('router', 'default')).toEqual({ pass: 1 });
  expect(findings.hostsPassingAll([router])).toEqual({ passing: 1, notConcerned: 2 });
  expect(findings.hostsPassingAll([router, terminal])).toEqual({ passing: 2, notConcerned: 0 });
});

test('what does not apply by its own facts is an outcome, and shows nothing', () => {
  const findings = judged([finding('router', 'r', 'not-applicable', 'does-not-route')]);
  expect(findings.outcomes('router', 'default')).toEqual({ 'not-applicable': 1 });
  expect(findings.hostsPassingAll([router])).toEqual({ passing: 0, notConcerned: 1 });
});

test('beside what passes, what does not apply takes nothing away, and beside what fails gives nothing', () => {
  const findings = judged(
    [finding('router', 'a', 'not-applicable', 'does-not-route'), finding('terminal', 'a', 'pass', 'good')],
    [finding('router', 'b', 'not-applicable', 'does-not-route'), finding('terminal', 'b', 'fail', 'bad')],
    [finding('router', 'c', 'not-applicable', 'does-not-route'), finding('terminal', 'c', 'unknown', 'old')],
    [finding('router', 'd', 'pass', 'good'), finding('terminal', 'd', 'error', 'timeout')],
  );
  expect(findings.hostsPassingAll([router, terminal])).toEqual({ passing: 1, notConcerned: 0 });
  expect(findings.hostsPassingAll([router])).toEqual({ passing: 1, notConcerned: 3 });
});

test('with computers only, nothing is known of routers', () => {
  const findings = judged([finding('router', 'a', 'not-applicable', 'other-kind-of-machine')]);
  expect(findings.outcomes('router', 'default')).toEqual({});
  expect(findings.hostsPassingAll([router])).toEqual({ passing: 0, notConcerned: 1 });
});
