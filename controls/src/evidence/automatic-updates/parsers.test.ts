import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aptPeriodic, coverageOf, parseAptConfig } from './apt-config.ts';
import { isTrue, parseIni } from './ini.ts';
import { parseRefreshTime } from './snap.ts';

const periodic = (text: string) => {
  const { does, intervalDays } = aptPeriodic(parseAptConfig(text));
  return [does, intervalDays];
};

describe('apt', () => {
  const lists = 'APT::Periodic::Update-Package-Lists "1";\n';
  test.each([
    ['', ['nothing', null]],
    [lists, ['notify', 1]],
    [`${lists}APT::Periodic::Unattended-Upgrade "1";`, ['install', 1]],
    [`${lists}APT::Periodic::Unattended-Upgrade "7";`, ['install', 7]],
    [`${lists}APT::Periodic::Unattended-Upgrade "12h";`, ['install', 1]],
    [`${lists}APT::Periodic::Unattended-Upgrade "always";`, ['install', 1]],
    [`${lists}APT::Periodic::Unattended-Upgrade "0";`, ['notify', 1]],
    [`${lists}APT::Periodic::Download-Upgradeable-Packages "1";`, ['download', 1]],
    [`${lists}APT::Periodic::Enable "0";\nAPT::Periodic::Unattended-Upgrade "1";`, ['nothing', null]],
    ['APT::Periodic::Unattended-Upgrade "1";', ['nothing', null]],
    [`${lists}apt::periodic::unattended-upgrade "1";`, ['install', 1]],
    [`${lists}APT::Periodic::Unattended-Upgrade "soon";`, ['notify', 1]],
  ])('%j', (text, expected) => expect(periodic(text)).toEqual(expected));

  test.each([
    ['Unattended-Upgrade::Origins-Pattern:: "origin=Debian,label=Debian-Security";', 'security'],
    ['Unattended-Upgrade::Allowed-Origins:: "${distro_id}:${distro_codename}-security";', 'security'],
    ['Unattended-Upgrade::Origins-Pattern:: "origin=*";', 'security'],
    ['Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=x,label=Debian";', 'others'],
    ['Unattended-Upgrade::Origins-Pattern "";', null],
    [
      'Unattended-Upgrade::Allowed-Origins:: "Ubuntu:noble-security";\nUnattended-Upgrade::Allowed-Origins:: "Ubuntu:noble-updates";',
      'all',
    ],
  ])('%s', (text, expected) => expect(coverageOf(parseAptConfig(text))).toBe(expected));
});

test('the last line of an INI file wins, comments do not count', () => {
  const text =
    '[commands]\n# apply_updates = yes\napply_updates = no\n apply_updates="yes"\n[email]\napply_updates = no\n';
  expect(isTrue(parseIni(text).get('commands')?.get('apply_updates'))).toBe(true);
});

test('an INI file may be empty, or hold a section alone; text of something else is none', () => {
  for (const text of ['', '# nothing\n', '[commands]\n']) expect(parseIni(text).get('email')).toBeUndefined();
  expect(() => parseIni('bash: コマンドが見つかりません\n')).toThrow('no line of a settings file');
});

test.each([
  [
    'timer: 00:00~24:00/4\nlast: 2026-11-01T03:12:00+09:00\n',
    { last: '2026-10-31T18:12:00.000Z', hold: null },
  ],
  ['timer: x\nlast: n/a\nhold: forever\n', { last: null, hold: 'forever' }],
  ['schedule: x\nhold: 2026-12-01T00:00:00Z\n', { last: null, hold: '2026-12-01T00:00:00.000Z' }],
])('snap refresh --time %j', (output, expected) => expect(parseRefreshTime(output)).toEqual(expected));

test.each<[string, (input: string) => unknown]>([
  ['parseAptConfig', (input) => [aptPeriodic(parseAptConfig(input)), coverageOf(parseAptConfig(input))]],
  ['parseIni', parseIni],
  ['parseRefreshTime', parseRefreshTime],
])('%s: any input gives facts or `unparsable`', (_name, parse) => {
  const words = fc.constantFrom(
    'APT::Periodic::',
    'Unattended-Upgrade',
    ' "',
    '";\n',
    '[commands]',
    '=',
    'timer: ',
    'hold: ',
    '2026-',
    '\n',
  );
  const messy = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(messy, (input) => {
      try {
        parse(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
