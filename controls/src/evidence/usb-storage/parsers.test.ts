import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBlacklist, parseShowDepends } from './modprobe.ts';
import { parseMountControls } from './mount-controls.ts';
import { controlsAmong } from './other-controls.ts';
import { parseUsbguardConfig, parseUsbguardRules } from './usbguard-rules.ts';

const unparsable: unknown = expect.objectContaining({ code: 'unparsable' });
const before = 'insmod /lib/modules/6.12.107/kernel/drivers/usb/core/usbcore.ko.xz \n';
const storage = 'insmod /lib/modules/6.12.107/kernel/drivers/usb/storage/usb-storage.ko.xz \n';

describe('modprobe --show-depends', () => {
  test.each([
    [`${before}${storage}`, 'loadable'],
    [`${before}install /bin/false \n`, 'blocked'],
    [`${before}install /usr/bin/true\n`, 'blocked'],
    [
      `${before}install /bin/false \ninsmod /lib/modules/6.12.107/kernel/drivers/usb/storage/uas.ko.xz \n`,
      'blocked',
    ],
    [`${before}install /bin/sh -c "exit 0" \n`, 'custom-command'],
    [`${before}install /sbin/modprobe --ignore-install usb-storage\n`, 'custom-command'],
    ['builtin usb_storage\n', 'built-in'],
  ])('%j: %s', (output, state) => {
    expect(parseShowDepends(output)).toBe(state);
  });

  test.each(['', 'modprobe: FATAL: Module usb-storage not found\n'])('%j is unparsable', (output) => {
    expect(() => parseShowDepends(output)).toThrow(unparsable);
  });
});

test('a blacklist is read whatever the spelling', () => {
  expect(parseBlacklist('options x y\nblacklist usb_storage\nblacklist uas\nalias a b\n')).toEqual(
    new Set(['usb-storage', 'uas']),
  );
});

describe('USBGuard rules', () => {
  test.each([
    ['', 'none'],
    ['# allow id 0781:5567\nblock\n', 'none'],
    [
      'allow id 046d:c31c serial "" name "Keyboard" hash "aGFzaA==" with-interface { 03:01:01 03:00:00 }',
      'none',
    ],
    [
      'allow id 0781:5567 serial "4C530001" name "Cruzer" hash "aGFzaA==" with-interface 08:06:50',
      'listed-devices',
    ],
    ['allow id 0781:5567 serial "4C530001"', 'listed-devices'],
    ['allow id 0781:5567', 'any'],
    ['allow id 0781:* serial "x" with-interface 08:06:50', 'any'],
    ['allow with-interface one-of { 08:*:* 03:*:* }', 'any'],
    ['allow with-interface equals { 08:06:50 }', 'any'],
    ['allow with-interface none-of { 03:*:* }', 'any'],
    ['allow', 'any'],
    ['  allow with-interface { *:*:* }', 'any'],
    ['reject with-interface { 08:*:* }', 'none'],
  ])('%j: %s', (rules, expected) => {
    expect(parseUsbguardRules(rules)).toBe(expected);
  });

  test('options', () => {
    const options = parseUsbguardConfig(
      '# RuleFile=/x\nRuleFile=/etc/usbguard/rules.conf\nImplicitPolicyTarget = block\nEmpty=\n',
    );
    expect([...options]).toEqual([
      ['RuleFile', '/etc/usbguard/rules.conf'],
      ['ImplicitPolicyTarget', 'block'],
      ['Empty', ''],
    ]);
  });
});

describe('mount-controls', () => {
  const profile = (...words: string[]) =>
    `<key>harddisk-external</key>\n<array>${words.map((word) => `<string>${word}</string>`).join('')}</array>`;
  const plist = (...profiles: string[]) =>
    `<?xml version="1.0"?><plist version="1.0"><dict>${profiles.join('')}</dict></plist>`;

  test.each([
    ['no profile', plist(), []],
    ['deny', plist(profile('deny', 'eject')), ['denied']],
    ['read-only', plist(profile('read-only')), ['allowed']],
    ['two that disagree', plist(profile('deny'), profile('alert')), []],
    ['deny and read-only', plist(profile('deny'), profile('read-only')), ['allowed']],
    ['alert alone', plist(profile('alert', 'authenticate')), []],
  ])('%s', (_what, xml, reads) => {
    expect(parseMountControls(xml).map(({ read }) => read)).toEqual(reads);
  });

  test('text is unparsable', () => {
    expect(() => parseMountControls('There are no configuration profiles installed')).toThrow(unparsable);
  });
});

test('products that restrict storage by their own means', () => {
  expect(controlsAmong(['7-Zip', 'SKYSEA Client View', '秘文 Device Control', 'SKYSEA Client View'])).toEqual(
    ['SKYSEA Client View', '秘文 Device Control'],
  );
});

const parsers: [string, (text: string) => unknown][] = [
  ['modprobe', parseShowDepends],
  ['blacklist', parseBlacklist],
  ['rules', parseUsbguardRules],
  ['config', parseUsbguardConfig],
  ['profiles', parseMountControls],
];

test.each(parsers)('%s: any text gives facts or unparsable', (_name, parse) => {
  const fragment = fc.constantFrom(
    'install ',
    'insmod /x',
    'builtin ',
    'allow ',
    'with-interface {',
    '08:',
    '}',
    '\n',
    '<plist>',
    '<key>harddisk-external</key><array>',
    '</array>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string())), (parts) => {
      try {
        parse(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});
