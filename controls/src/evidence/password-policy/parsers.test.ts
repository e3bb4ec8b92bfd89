import { isProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAccountPolicies } from './account-policies.ts';
import { cracklib, passwdqc, pwquality, unix } from './quality.ts';
import { parseSettings, settingsOf } from './settings.ts';

describe('what a password has to be', () => {
  test.each([
    ['# minlen = 14\n', 8, 0],
    ['minlen = 14 # long\nminclass=3\n', 14, 3],
    ['minlen=10\ndcredit=-1\nucredit=-1\nlcredit=-1\nocredit=-1\n', 10, 4],
    ['minlen=12\ndcredit=1\nucredit=1\n', 10, 0],
    ['minlen=4\n', 6, 0],
    ['minlen=ten\n', 8, 0],
  ])('pwquality %j: %d characters of %d kinds', (content, minLength, minClasses) => {
    expect(pwquality(parseSettings(content)).accepted).toEqual([{ minLength, minClasses }]);
  });

  test('pwquality that only warns', () => {
    expect(pwquality(parseSettings('enforcing = 0\nenforce_for_root\ndictcheck = 0\n'))).toMatchObject({
      refuses: false,
      bindsAdministrators: true,
      dictionary: false,
    });
  });

  test('cracklib gives one character off for each kind', () => {
    expect(cracklib(settingsOf(['retry=3', 'minlen=12'])).accepted).toEqual([
      { minLength: 8, minClasses: 0 },
    ]);
    expect(
      cracklib(settingsOf(['minlen=12', 'dcredit=-1', 'ucredit=-1', 'lcredit=0', 'ocredit=0'])).accepted,
    ).toEqual([{ minLength: 12, minClasses: 2 }]);
  });

  test('passwdqc', () => {
    expect(passwdqc(new Map()).accepted).toEqual([
      { minLength: 24, minClasses: 2 },
      { minLength: 11, minClasses: 1 },
      { minLength: 8, minClasses: 3 },
      { minLength: 7, minClasses: 4 },
    ]);
    expect(
      passwdqc(
        new Map([
          ['min', 'disabled,disabled,disabled,12,10'],
          ['enforce', 'none'],
        ]),
      ),
    ).toMatchObject({
      refuses: false,
      accepted: [
        { minLength: 12, minClasses: 3 },
        { minLength: 10, minClasses: 4 },
      ],
    });
  });

  test('pam_unix alone', () => {
    expect(unix(settingsOf(['obscure', 'yescrypt'])).accepted).toEqual([{ minLength: 6, minClasses: 0 }]);
    expect(unix(settingsOf(['minlen=12'])).accepted).toEqual([{ minLength: 12, minClasses: 0 }]);
  });
});

describe('policies of macOS', () => {
  const policies = (category: string, ...rules: [string, string][]) =>
    `Getting global account policies\n<?xml version="1.0"?><plist version="1.0"><dict><key>${category}</key><array>${rules
      .map(
        ([content, parameters]) =>
          `<dict><key>policyContent</key><string>${content}</string><key>policyParameters</key><dict>${parameters}</dict></dict>`,
      )
      .join('')}</array></dict></plist>`;

  test('length and kinds', () => {
    expect(
      parseAccountPolicies(
        policies(
          'policyCategoryPasswordContent',
          ["policyAttributePassword matches '.{4,}+'", ''],
          ["policyAttributePassword matches '.{12,}+'", ''],
          ["policyAttributePassword matches '(.*[A-Z].*){1,}+'", ''],
          ["policyAttributePassword matches '(.*[0-9].*){1,}+'", ''],
          ["NOT policyAttributePassword matches '.*[a-z].*'", ''],
          [
            'none policyAttributePasswordHashes in policyAttributePasswordHistory',
            '<key>policyAttributePasswordHistoryDepth</key><integer>5</integer>',
          ],
        ),
      ),
    ).toMatchObject({ by: 'macos-policy', accepted: [{ minLength: 12, minClasses: 2 }], history: 5 });
  });

  test('lockout, with and without an end', () => {
    const rule =
      '(policyAttributeFailedAuthentications &lt; policyAttributeMaximumFailedAuthentications) OR (policyAttributeCurrentTime &gt; (policyAttributeLastFailedAuthenticationTime + autoEnableInSeconds))';
    const attempts = '<key>policyAttributeMaximumFailedAuthentications</key><integer>5</integer>';
    expect(
      parseAccountPolicies(
        policies('policyCategoryAuthentication', [
          rule,
          `${attempts}<key>autoEnableInSeconds</key><integer>900</integer>`,
        ]),
      ).lockout,
    ).toMatchObject({ works: true, attempts: 5, lockSeconds: 900 });
    expect(
      parseAccountPolicies(policies('policyCategoryAuthentication', [rule, attempts])).lockout,
    ).toMatchObject({
      lockSeconds: 0,
    });
  });

  test('nothing is set', () => {
    expect(parseAccountPolicies('Getting global account policies\n\n')).toMatchObject({
      by: 'none',
      accepted: [],
      lockout: { by: 'none', works: false, attempts: 0 },
    });
  });

  test('something else is unparsable', () => {
    expect(() => parseAccountPolicies('Error: not permitted')).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
  });
});

const parsers: [string, (text: string) => unknown][] = [
  ['settings', (text) => pwquality(parseSettings(text))],
  ['cracklib', (text) => cracklib(settingsOf(text.split(' ')))],
  ['passwdqc', (text) => passwdqc(settingsOf(text.split(' ')))],
  ['pwpolicy', parseAccountPolicies],
];

test.each(parsers)('%s: any text gives facts or unparsable', (_name, parse) => {
  const fragment = fc.constantFrom(
    'minlen',
    ' = ',
    '-1',
    '\n',
    'min=',
    'disabled,',
    '<plist><dict>',
    '<key>policyCategoryPasswordContent</key><array>',
    '<dict><key>policyContent</key><string>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 40 }), (parts) => {
      try {
        parse(parts.join(''));
      } catch (error) {
        expect(isProbeError(error, 'unparsable')).toBe(true);
      }
    }),
  );
});
