import { isProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePamFile } from '../pam/parse.ts';
import type { PamStack } from '../pam/stack.ts';
import { parseSshdLines } from '../sshd-config.ts';
import type { SshdConfig } from '../sshd-config.ts';
import { foreignAmong, isExcluded, passwordProvider } from './credential-providers.ts';
import { foreignMechanisms, parseDisabledServices } from './macos.ts';
import { factsOfStack } from './pam-ways.ts';
import { sshWay } from './ssh-way.ts';

const facts = (content: string) => factsOfStack(parsePamFile(content) as unknown as PamStack, ['local']);

const unix = 'auth required pam_unix.so\n';

describe('what a PAM stack asks for', () => {
  test.each([
    ['a password', unix, true, false, null],
    ['both', `${unix}auth required pam_u2f.so cue\n`, false, false, false],
    ['either', `auth sufficient pam_u2f.so\n${unix}`, true, true, true],
    [
      'a code, from those who set it up',
      `${unix}auth required pam_google_authenticator.so nullok\n`,
      false,
      false,
      true,
    ],
    ['a card, from everybody', 'auth required pam_sss.so require_cert_auth\n', false, true, false],
    ['a module that may not be installed', `${unix}-auth required pam_u2f.so\n`, true, false, true],
    ['a comment', `${unix}# auth required pam_u2f.so\n`, true, false, null],
    ['nobody', 'auth required pam_deny.so\n', false, false, null],
  ])('%s', (_what, content, passwordAlone, factorAlone, unenrolledPass) => {
    expect(facts(content)).toMatchObject({ passwordAlone, factorAlone, unenrolledPass });
  });
});

function configOf(content: string): SshdConfig {
  const global = new Map<string, string[]>();
  const matches: { criteria: string; settings: Map<string, string[]> }[] = [];
  for (const { keyword, words } of parseSshdLines(content)) {
    if (keyword === 'match') matches.push({ criteria: words.join(' '), settings: new Map() });
    else (matches.at(-1)?.settings ?? global).set(keyword, words);
  }
  return { files: ['/etc/ssh/sshd_config'], global, matches };
}

describe('what sshd asks for', () => {
  const both = facts(`${unix}auth required pam_google_authenticator.so\n`);
  const password = facts(unix);
  const ask = (content: string, pam = password) => sshWay(configOf(`UsePAM yes\n${content}`), true, pam);

  test.each([
    ['the defaults', '', true, true],
    ['keys only', 'PasswordAuthentication no\nKbdInteractiveAuthentication no\n', false, true],
    ['keys, and questions that are left open', 'PasswordAuthentication no\n', true, true],
    ['a key and a password', 'AuthenticationMethods publickey,password\n', false, false],
    ['a key and a password, or a key', 'AuthenticationMethods publickey,password publickey\n', false, true],
    [
      'a chain whose method is off',
      'PasswordAuthentication no\nAuthenticationMethods publickey,password publickey\n',
      false,
      true,
    ],
    ['any', 'AuthenticationMethods any\n', true, true],
    [
      'an exception',
      'AuthenticationMethods publickey,password\nMatch User backup\nAuthenticationMethods password\n',
      true,
      false,
    ],
    [
      'tokens that verify',
      'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAuthOptions verify-required\nPubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com\n',
      false,
      false,
    ],
    [
      'tokens beside other keys',
      'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAuthOptions verify-required\n',
      false,
      true,
    ],
  ])('%s', (_what, content, passwordAlone, keyAlone) => {
    expect(ask(content)).toMatchObject({ passwordAlone, keyAlone });
  });

  test('a code as well', () => {
    expect(ask('PubkeyAuthentication no\n', both)).toMatchObject({
      passwordAlone: false,
      keyAlone: false,
      unenrolledPass: false,
      factors: [{ kind: 'one-time-password', by: 'pam_google_authenticator' }],
    });
  });

  test('the exception is named', () => {
    const way = ask(
      'AuthenticationMethods publickey,password\nMatch User backup\nAuthenticationMethods password\n',
    );
    expect(way.exceptions).toEqual(['Match User backup']);
  });

  test('without PAM a password is a password', () => {
    expect(sshWay(configOf('PubkeyAuthentication no\n'), true, both).passwordAlone).toBe(true);
  });
});

test('credential providers', () => {
  expect(
    foreignAmong(['{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}', '{11111111-2222-3333-4444-555555555555}', 'x']),
  ).toEqual(['{11111111-2222-3333-4444-555555555555}']);
  expect(
    isExcluded(
      '{1b283861-754f-4022-ad47-a5eaaa618894},{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}',
      passwordProvider,
    ),
  ).toBe(true);
  expect(isExcluded(null, passwordProvider)).toBe(false);
});

test('services of macOS, as old and new versions say it', () => {
  expect(
    parseDisabledServices(
      '\tdisabled services = {\n\t\t"com.openssh.sshd" => enabled\n\t\t"com.apple.screensharing" => true\n\t}\n',
    ),
  ).toEqual(
    new Map([
      ['com.openssh.sshd', true],
      ['com.apple.screensharing', false],
    ]),
  );
});

const mechanisms = (...names: string[]) =>
  `<?xml version="1.0"?><plist version="1.0"><dict><key>mechanisms</key><array>${names.map((name) => `<string>${name}</string>`).join('')}</array></dict></plist>`;

test('parts of the login window that somebody added', () => {
  expect(
    foreignMechanisms(
      mechanisms(
        'builtin:policy-banner',
        'loginwindow:login',
        'JamfConnectLogin:LoginUI',
        'JamfConnectLogin:PowerControl,privileged',
      ),
    ),
  ).toEqual(['JamfConnectLogin']);
  expect(() => foreignMechanisms(mechanisms())).toThrow(expect.objectContaining({ code: 'unparsable' }));
});

const parsers: [string, (text: string) => unknown][] = [
  ['mechanisms', foreignMechanisms],
  ['services', parseDisabledServices],
  ['PAM', facts],
  ['sshd', (text) => sshWay(configOf(text), true, facts(unix))],
];

test.each(parsers)('%s: any text gives facts or unparsable', (_name, parse) => {
  const fragment = fc.constantFrom(
    'AuthenticationMethods ',
    'publickey,',
    'Match x\n',
    'auth required ',
    'pam_u2f.so',
    '\n',
    '"com.x" => ',
    'enabled',
    '<plist><dict><key>mechanisms</key><array>',
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
