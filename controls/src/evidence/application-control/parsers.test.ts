import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProfiles } from './apparmor.ts';
import { countRules, hasDenyRule, isPermissive } from './fapolicyd.ts';
import { parseAssessments, parseIntegrityProtection, parseSanta } from './macos-status.ts';
import { kernelSwitch, parseEnforce, parseSelinuxConfig } from './selinux.ts';

test('AppArmor: profiles by their mode', () => {
  const text =
    '/usr/bin/man (enforce)\nman_groff (enforce)\nfirefox//&:x (with space) (complain)\n1password (unconfined)\n';
  expect(parseProfiles(text)).toEqual({ enforce: 2, complain: 1 });
});

test.each([
  ['SELINUX=enforcing\nSELINUXTYPE=targeted\n', 'enforcing'],
  ['# SELINUX=enforcing\nSELINUX=permissive\n', 'permissive'],
  ['SELINUX = disabled # for now\n', 'disabled'],
])('/etc/selinux/config %j', (text, word) => expect(parseSelinuxConfig(text)).toBe(word));

test.each(['', 'SELINUXTYPE=targeted\n', 'エラー: 予期しない応答です。\n'])(
  '/etc/selinux/config %j sets nothing',
  (text) => expect(() => parseSelinuxConfig(text)).toThrow('does not set SELINUX'),
);

test.each([
  ['ro quiet selinux=0', 'selinux', false],
  ['ro selinux=0 selinux=1', 'selinux', true],
  ['ro enforcing=0', 'selinux', null],
])('kernel command line %j %s', (line, name, value) => expect(kernelSwitch(line, name)).toBe(value));

test('fapolicyd: comments and definitions are no rules', () => {
  const rules =
    '# deny all\n%languages=text/x-perl\nallow perm=any uid=0 : dir=/var/tmp/\ndeny_audit perm=any all : all\n';
  expect([countRules(rules), hasDenyRule(rules)]).toEqual([2, true]);
  expect(hasDenyRule('allow perm=open all : all\n')).toBe(false);
  expect([
    isPermissive('permissive = 0\n'),
    isPermissive('permissive=1\n'),
    isPermissive('#permissive = 0'),
  ]).toEqual([false, true, null]);
});

test.each([
  ['System Integrity Protection status: enabled.\n', 'enforcing'],
  ['System Integrity Protection status: disabled.\n', 'disabled'],
  ['System Integrity Protection status: unknown (Custom Configuration).\n\nConfiguration:\n', 'partly'],
  ['System Integrity Protection status: enabled (Custom Configuration).\n', 'partly'],
])('csrutil %j', (output, now) => expect(parseIntegrityProtection(output)).toBe(now));

test.each([
  ['Lockdown', 'enforce'],
  ['Monitor', 'audit'],
  ['Standalone', 'enforce'],
  ['Other', null],
])('Santa %s', (mode, word) => expect(parseSanta(JSON.stringify({ daemon: { mode } }))).toBe(word));

test.each<[string, (input: string) => unknown]>([
  ['parseProfiles', parseProfiles],
  ['parseEnforce', parseEnforce],
  ['parseSelinuxConfig', parseSelinuxConfig],
  ['kernelSwitch', (input) => kernelSwitch(input, 'selinux')],
  ['fapolicyd', (input) => [countRules(input), hasDenyRule(input), isPermissive(input)]],
  ['parseAssessments', parseAssessments],
  ['parseIntegrityProtection', parseIntegrityProtection],
  ['parseSanta', parseSanta],
])('%s: any input gives facts or `unparsable`', (_name, parse) => {
  const words = fc.constantFrom(
    ' (enforce)',
    '\n',
    'SELINUX=',
    'selinux=1',
    'deny ',
    'permissive = ',
    '0',
    'assessments enabled',
    '{"daemon":',
    '}',
    'System Integrity Protection status: ',
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
