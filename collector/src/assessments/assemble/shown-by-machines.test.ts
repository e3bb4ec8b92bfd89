import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variantOf } from '@tenken/controls';
import type { ChecklistItem } from '@tenken/controls';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sampleFinding, sampleRecord } from '../../documents/forms/sample-record.ts';
import { scopeOf } from '../coverage.ts';
import { JudgedFindings } from '../judged-findings.ts';
import { shownByMachines } from './shown-by-machines.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-shown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = Date.UTC(2026, 10, 21);
const day = 24 * 60 * 60 * 1000;
const outcomes = ['pass', 'fail', 'unknown', 'error', 'not-applicable'] as const;
type Outcome = (typeof outcomes)[number];
type Machine = { name: string; state: 'reports' | 'silent' | 'never-enrolled'; outcomes: [Outcome, Outcome] };

const controls: ChecklistItem['controls'] = [
  { id: 'disk-encrypted', relationship: 'full' },
  { id: 'os-patched', relationship: 'partial' },
];
const [sample] = sampleRecord().items;
if (!sample) throw new Error('no items');
const item = { ...sample.item, controls };

/** What an item shows of these machines, which all stand on the ledger. */
function shown(machines: readonly Machine[]) {
  const hosts = machines.flatMap(({ name, state }, index) =>
    state === 'never-enrolled'
      ? []
      : {
          id: `id-${index}`,
          name,
          platform: 'linux',
          lastReportAt: state === 'silent' ? now - 2 * day : now,
          label: '',
          belongs: true,
          revoked: null,
        },
  );
  const assets = [...new Set(machines.map(({ name }) => name))].map((name, index) => ({
    assetNumber: String(index),
    name,
    excludedReason: null,
    details: {},
  }));
  const scope = scopeOf(hosts, { id: 'l', sha256: '', importedAt: now, assets }, now, day);
  const findings = new JudgedFindings(folder);
  try {
    for (const [place, host] of scope.hosts.entries()) {
      const machine = machines[Number(host.id.slice(3))];
      const judged = controls.map(({ id }, index) => {
        // What a silent machine said is too old for any verdict.
        const outcome = machine?.state === 'silent' ? 'unknown' : (machine?.outcomes[index] ?? 'error');
        return sampleFinding(host, { control: id, variant: variantOf(undefined), outcome });
      });
      findings.add(place, judged);
    }
    return shownByMachines(item, scope, findings);
  } finally {
    findings.close();
  }
}

const counts = (machines: readonly Machine[]) => {
  const { machines: figures, failing, onlyUnclear } = shown(machines);
  return {
    passing: figures?.passing,
    failing: failing.length,
    unclear: onlyUnclear.length,
    inScope: figures?.inScope,
  };
};

test('a machine that fails in one thing, and of which another is not known, is counted as failing only', () => {
  const machines: Machine[] = [
    { name: 'pc01', state: 'reports', outcomes: ['fail', 'unknown'] },
    { name: 'pc02', state: 'reports', outcomes: ['error', 'fail'] },
    { name: 'pc03', state: 'reports', outcomes: ['pass', 'unknown'] },
    { name: 'pc04', state: 'reports', outcomes: ['pass', 'not-applicable'] },
    { name: 'pc05', state: 'never-enrolled', outcomes: ['pass', 'pass'] },
  ];
  expect(counts(machines)).toEqual({ passing: 1, failing: 2, unclear: 2, inScope: 5 });
  // The mark waits for all of them, and so does what a person's text rests on.
  expect(shown(machines).unclear).toHaveLength(4);
});

const outcome = fc.constantFrom(...outcomes);
const machine = fc.record({
  name: fc.integer({ min: 0, max: 12 }).map((number) => `pc${number}`),
  state: fc.constantFrom('reports', 'reports', 'silent', 'never-enrolled'),
  outcomes: fc.tuple(outcome, outcome),
});

test('two machines of one name are two: one fails, of the other nothing is known', () => {
  const twin = (one: Outcome): Machine => ({ name: 'pc-01', state: 'reports', outcomes: [one, one] });
  expect(counts([twin('fail'), twin('unknown')])).toMatchObject({ failing: 1, unclear: 1 });
});

const appliesToNone = ({ state, outcomes: both }: Machine) =>
  state === 'reports' && both.every((one) => one === 'not-applicable');

test('an item that applies to none of the machines is shown by none', () => {
  const none: Machine = { name: 'pc01', state: 'reports', outcomes: ['not-applicable', 'not-applicable'] };
  expect(counts([none])).toEqual({ passing: 0, failing: 0, unclear: 0, inScope: 0 });
  const good: Machine = { name: 'pc02', state: 'reports', outcomes: ['not-applicable', 'pass'] };
  expect(counts([none, good])).toMatchObject({ passing: 1, inScope: 1 });
});

test('machines that pass, fail and are unclear are those it applies to, each once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(machine, { maxLength: 12, selector: ({ name }) => name }), (machines) => {
      const { passing = 0, failing, unclear, inScope } = counts(machines);
      expect(passing + failing + unclear).toBe(inScope);
      expect(inScope).toBe(machines.filter((one) => !appliesToNone(one)).length);
    }),
    { numRuns: 50 },
  );
});

test('and never more than those, where machines share a name', () => {
  fc.assert(
    fc.property(fc.array(machine, { maxLength: 12 }), (machines) => {
      const { passing = 0, failing, unclear, inScope = 0 } = counts(machines);
      expect(passing + failing + unclear).toBeLessThanOrEqual(inScope);
    }),
    { numRuns: 50 },
  );
});
