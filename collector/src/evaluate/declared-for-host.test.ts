import { expect, test } from 'vitest';
import { declaredForHost } from './declared-for-host.ts';

const host = { name: 'WEB-01.city.example.jp', label: '総務課', platform: 'linux' };
const line = (target: string, value: string, setting = 'printing.spooler') => ({ target, setting, value });
const baselines = (...entries: Record<string, string>[]) => [
  { kind: 'baselines', entries, reviewOn: '2027-03-31', overdue: false },
];
const valuesFor = (...entries: Record<string, string>[]) =>
  declaredForHost(baselines(...entries))(host).flatMap((one) => one.entries.map(({ value }) => value));

test('a target is everything, an operating system, a label, or a name with or without its domain', () => {
  for (const target of [
    '*',
    '＊',
    'linux',
    'Linux',
    '総務課',
    'web-01',
    'ＷＥＢ－０１',
    'web-01.city.example.jp',
  ]) {
    expect([target, valuesFor(line(target, 'absent'))]).toEqual([target, ['absent']]);
  }
  for (const target of ['windows', '財務課', 'web', 'web-1', 'web-01.other.example.jp', '']) {
    expect([target, valuesFor(line(target, 'absent'))]).toEqual([target, []]);
  }
});

test('of two lines about the same setting the narrower one holds, in whatever order they are', () => {
  const lines = [
    line('*', 'all'),
    line('linux', 'system'),
    line('総務課', 'label'),
    line('web-01', 'name'),
    line('web-01.city.example.jp', 'full name'),
  ];
  for (const [place, narrowest] of lines.entries()) {
    const upToHere = lines.slice(0, place + 1);
    expect(valuesFor(...upToHere)).toEqual([narrowest.value]);
    expect(valuesFor(...upToHere.toReversed())).toEqual([narrowest.value]);
  }
  expect(valuesFor(line('*', 'a'), line('web-01', 'b', 'printing.deviceControl'))).toEqual(['a', 'b']);
});

test('a declaration that names other hosts only is not declared for this one; kinds without a target are for all', () => {
  expect(declaredForHost(baselines(line('web-02', 'absent')))(host)).toEqual([]);
  const software = {
    kind: 'approved-software',
    entries: [{ name: 'target' }],
    reviewOn: '2027-03-31',
    overdue: true,
  };
  expect(declaredForHost([software, ...baselines(line('*', 'absent'))])(host)).toEqual([
    software,
    ...baselines(line('*', 'absent')),
  ]);
});

test('a host that has not told its platform, and one without a label, are named by nothing empty', () => {
  const nameless = { name: '', label: '', platform: '' };
  expect(declaredForHost(baselines(line('', 'absent'), line('*', 'present')))(nameless)).toEqual(
    baselines(line('*', 'present')),
  );
});
