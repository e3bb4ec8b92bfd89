import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody } from '@tenken/shared';
import { evidenceKinds } from '../../evidence/registry.ts';
import { judge } from '../judge.ts';
import { baselineOf, configurationKinds, settingsOf } from './baseline.ts';
import type { BaselineEntry } from './baseline.ts';
import { configurationBaselineKept } from './index.ts';
import { members, one, shared } from './settings.ts';
import type { Setting } from './settings.ts';

type Machine = { kind: string; name: string; data: Record<string, unknown> };

const evidenceRoot = join(import.meta.dirname, '..', '..', 'evidence');
const machines: Machine[] = configurationKinds.flatMap((kind) => {
  const folder = join(evidenceRoot, kind, 'recordings');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.expected.json'))
    .flatMap((name): Machine[] => {
      const expected = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        status: string;
        data?: Record<string, unknown> & { unread?: unknown[] };
      };
      const whole = expected.data !== undefined && (expected.data.unread ?? []).length === 0;
      return whole ? [{ kind, name, data: expected.data ?? {} }] : [];
    });
});
const linesOf = ({ kind, data }: Machine) => baselineOf(settingsOf(kind, data));

const now = new Date('2026-11-21T07:45:00.000Z');

function judged(baseline: readonly BaselineEntry[], { kind, data }: Machine) {
  const version = evidenceKinds.find(({ id }) => id === kind)?.version ?? 0;
  const body: EvidenceBody = {
    kind,
    version,
    sources: [],
    result: { status: 'read', data: structuredClone(data) },
  };
  const evidence: Evidence = {
    collectedAt: now.toISOString(),
    durationMs: 0,
    sha256: sha256(canonicalJson(body)),
    body,
  };
  const declarations = [
    {
      kind: 'baselines',
      entries: baseline.map((line) => ({ target: '*', ...line })),
      reviewOn: '2027-03-31',
      overdue: false,
    },
  ];
  return judge(
    configurationBaselineKept,
    new Map([[kind, evidence]]),
    {},
    { platform: 'linux', now, declarations },
  );
}

const withLines = machines.filter((machine) => linesOf(machine).length > 0);

describe.each(configurationKinds)('%s', (kind) => {
  test('has settings on every system that it is read on', () => {
    const platforms = Object.keys(evidenceKinds.find(({ id }) => id === kind)?.probes ?? {});
    const seen = new Set(withLines.filter((one) => one.kind === kind).map(({ name }) => name.split('-')[0]));
    expect(seen).toEqual(new Set(platforms));
  });
});

test('a machine is as the baseline that was written from it', () => {
  expect(withLines.length).toBeGreaterThan(100);
  for (const machine of withLines) {
    const { outcome, observed } = judged(linesOf(machine), machine);
    expect([machine.name, outcome], observed.en).toEqual([machine.name, 'pass']);
  }
});

test('each line of a baseline is there once, and short enough for a declaration', () => {
  for (const machine of withLines) {
    const lines = linesOf(machine).map(({ setting }) => setting);
    expect(new Set(lines).size, machine.name).toBe(lines.length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(500);
  }
});

test('whatever one line says differently is a failure that names it', () => {
  const chosen = fc.constantFrom(...withLines).chain((machine) =>
    fc.record({
      machine: fc.constant(machine),
      place: fc.nat(linesOf(machine).length - 1),
      drop: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(chosen, ({ machine, place, drop }) => {
      const lines = linesOf(machine);
      const line = lines[place];
      if (!line || line.setting.endsWith('[*]')) return;
      // Without its line an element of a closed list is one too many.
      const changed =
        drop && line.value === 'present'
          ? lines.filter((other) => other !== line)
          : lines.map((other) => (other === line ? { ...line, value: `${line.value}!` } : other));
      const { outcome, reason, observed } = judged(changed, machine);
      expect([outcome, reason]).toEqual(['fail', 'differs']);
      expect(observed.en).toContain(line.setting.slice(0, 160));
      expect(observed.ja).toContain(line.setting.slice(0, 160));
    }),
    { numRuns: 500 },
  );
});

test('of two machines of a kind one passes by the baseline of the other only where nothing that it names differs', () => {
  let failures = 0;
  for (const first of withLines) {
    const baseline = linesOf(first);
    const settings = new Set(baseline.map(({ setting }) => setting));
    for (const second of withLines.filter(({ kind }) => kind === first.kind)) {
      const there = linesOf(second);
      const values = new Map(there.map(({ setting, value }) => [setting, value]));
      const same = baseline.every(({ setting, value }) => values.get(setting) === value);
      const none = there.every(({ setting, value }) => {
        const list = setting.slice(0, setting.indexOf('['));
        return value !== 'present' || settings.has(setting) || !settings.has(`${list}[*]`);
      });
      const { outcome } = judged(baseline, second);
      expect([first.name, second.name, outcome === 'pass']).toEqual([first.name, second.name, same && none]);
      failures += outcome === 'fail' ? 1 : 0;
    }
  }
  expect(failures).toBeGreaterThan(500);
});

test('two lists are written alike only when they are', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '-', '*', ' ', '"', 'a b', 'a"', '\\', 'none', '\u{202e}', '１'),
    fc.constant(null),
  );
  const tuple = fc.array(part, { minLength: 2, maxLength: 2 });
  const text = (parts: (string | null)[]) => {
    const setting = members('x', [parts]);
    return 'members' in setting ? setting.members?.[0] : undefined;
  };
  fc.assert(
    fc.property(tuple, tuple, (a, b) => {
      const isSame =
        JSON.stringify(a.map((x) => x?.toWellFormed() ?? null)) ===
        JSON.stringify(b.map((x) => x?.toWellFormed() ?? null));
      expect(text(a) === text(b)).toBe(isSame);
      expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text(a) ?? '')).toBe(false);
    }),
    { numRuns: 500 },
  );
  expect(text(['*', ''])).not.toBe('*');
  expect(members('x', [['*']])).toEqual({ path: 'x', members: ['"*"'] });
});

test('values keep their form in a spreadsheet', () => {
  const valueOf = (setting: Setting) => ('value' in setting ? setting.value : undefined);
  expect(
    [
      true,
      false,
      0,
      900,
      0.0416666666,
      107_374_182_400,
      'https://wsus.example.jp:8531',
      '=1+1',
      ' a',
      null,
    ].map((value) => valueOf(one('x', value))),
  ).toEqual([
    'yes',
    'no',
    '0',
    '900',
    '0.0416667',
    '"107374182400"',
    'https://wsus.example.jp:8531',
    '"=1+1"',
    '" a"',
    null,
  ]);
  expect(valueOf(one('x', null, '(none)'))).toBe('(none)');
  expect(valueOf(one('x', '(none)', '(none)'))).toBe('"(none)"');
  expect(shared('x', [600, 300, 600])).toEqual({ path: 'x', value: '300; 600' });
  expect(shared('x', [600, null])).toEqual({ path: 'x', value: null });
  expect(shared('x', [])).toEqual({ path: 'x', value: '(none)' });
});

test('what is longer than a declaration takes is cut and still told apart', () => {
  const long = (end: string) => members('x', [[`${'a'.repeat(2000)}${end}`]]);
  expect(long('b')).not.toEqual(long('c'));
  expect(JSON.stringify(long('b')).length).toBeLessThan(400);
});
