import { isProbeError, ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePamFile } from './parse.ts';
import { simulate } from './simulate.ts';
import { PamStacks } from './stack.ts';
import type { PamStack } from './stack.ts';
import { worldOf } from './world.ts';
import type { Attempt } from './world.ts';
import { withoutSecret } from './without-secret.ts';

const right: Attempt = { account: 'local', password: 'right', factor: 'not-enrolled' };
const wrong: Attempt = { ...right, password: 'wrong' };

function hostWith(files: Record<string, string>): ReplayHost {
  const recording: Recording = {
    format: 'tenken-recording',
    version: 1,
    platform: 'linux',
    origin: 'written for this test',
    recordedAt: '2026-11-21T00:00:00.000Z',
    commands: {},
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text }])),
    folders: {},
    links: {},
    statuses: {},
    registry: {},
    cim: {},
    hardware: {},
    exchanges: {},
  };
  return new ReplayHost(recording);
}

async function stackOf(files: Record<string, string>, service = 'login'): Promise<PamStack> {
  const stack = await new PamStacks(hostWith(files)).read(service, 'auth');
  if (!stack) throw new Error('no such service');
  return stack;
}

const grants = (stack: PamStack, attempt: Attempt) => simulate(stack, worldOf(attempt)).granted;

const debian = {
  '/etc/pam.d/login':
    'auth optional pam_faildelay.so delay=3000000\n@include common-auth\nauth optional pam_group.so\n',
  '/etc/pam.d/common-auth':
    'auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\t\tpam_deny.so\nauth\trequired\tpam_permit.so\n',
};

/** As `authselect select sssd with-faillock` writes it on RHEL 9. */
const redHat = `
auth        required                                     pam_env.so
auth        required                                     pam_faildelay.so delay=2000000
auth        required                                     pam_faillock.so preauth silent
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        [default=1 ignore=ignore success=ok]         pam_localuser.so
auth        sufficient                                   pam_unix.so nullok
auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
auth        sufficient                                   pam_sss.so forward_pass
auth        required                                     pam_faillock.so authfail
auth        required                                     pam_deny.so
`;

describe('a stack lets in', () => {
  test('Debian: who knows the password', async () => {
    const stack = await stackOf(debian);
    expect([grants(stack, right), grants(stack, wrong)]).toEqual([true, false]);
  });

  test('RHEL: local and directory accounts, and nobody who is locked out', async () => {
    const stack = await stackOf(
      {
        '/etc/pam.d/sshd': 'auth substack password-auth\nauth include postlogin\n',
        '/etc/pam.d/password-auth': redHat,
        '/etc/pam.d/postlogin': 'session optional pam_lastlog.so\n',
      },
      'sshd',
    );
    expect(grants(stack, right)).toBe(true);
    expect(grants(stack, { ...right, account: 'directory' })).toBe(true);
    expect(grants(stack, wrong)).toBe(false);
    expect(grants(stack, { ...right, lockedOut: true })).toBe(false);
    const counted = simulate(stack, worldOf(wrong)).alwaysAsked;
    expect([...counted].some(({ args }) => args.includes('authfail'))).toBe(true);
  });

  test('`done` in a substack does not skip what follows it', async () => {
    const stack = await stackOf({
      '/etc/pam.d/login': 'auth substack system-auth\nauth required pam_u2f.so\n',
      '/etc/pam.d/system-auth': 'auth sufficient pam_unix.so\nauth required pam_deny.so\n',
    });
    expect(grants(stack, right)).toBe(false);
    expect(grants(stack, { ...right, factor: 'right' })).toBe(true);
  });

  test('`done` in an included file does', async () => {
    const stack = await stackOf({
      '/etc/pam.d/login': 'auth include system-auth\nauth required pam_u2f.so\n',
      '/etc/pam.d/system-auth': 'auth sufficient pam_unix.so\nauth required pam_deny.so\n',
    });
    expect(grants(stack, right)).toBe(true);
  });

  test('GDM of RHEL: a module for users without a password passes over the others', async () => {
    const stack = await stackOf(
      {
        '/etc/pam.d/gdm-password':
          'auth [success=done ignore=ignore default=bad] pam_selinux_permit.so\nauth substack password-auth\nauth optional pam_gnome_keyring.so\n',
        '/etc/pam.d/password-auth': redHat,
      },
      'gdm-password',
    );
    expect([grants(stack, right), grants(stack, wrong)]).toEqual([true, false]);
  });

  test('nobody when an included file is missing or a line is broken', async () => {
    expect(grants(await stackOf({ '/etc/pam.d/login': 'auth include nothing\n' }), right)).toBe(false);
    const broken = await stackOf({
      '/etc/pam.d/login': 'auth [success=ok pam_permit.so\nauth sufficient pam_unix.so\n',
    });
    expect(grants(broken, { ...right, password: 'wrong' })).toBe(false);
  });

  test('nobody knows whom, where an unknown module decides', async () => {
    const stack = await stackOf({
      '/etc/pam.d/login': 'auth required pam_special.so\nauth required pam_unix.so\n',
    });
    expect(grants(stack, right)).toBeNull();
    expect(grants(stack, wrong)).toBe(false);
  });

  test('nobody without any module that says yes', async () => {
    expect(grants(await stackOf({ '/etc/pam.d/login': 'auth optional pam_warn.so\n' }), right)).toBe(false);
    expect(grants(await stackOf({ '/etc/pam.d/login': '' }), right)).toBe(false);
  });
});

describe('without a secret', () => {
  const members: Record<string, boolean> = { wheel: true, nopasswdlogin: false };
  const tried = async (content: string, others: Record<string, string> = {}) =>
    withoutSecret(await stackOf({ ...debian, ...others, '/etc/pam.d/login': content }), {
      accounts: ['local', 'directory'],
      hasMembers: (group) => members[group] ?? null,
    }).open;

  test.each([
    ['asks the superuser nothing', 'auth sufficient pam_rootok.so\n@include common-auth\n', false],
    ['permits all', 'auth sufficient pam_permit.so\n@include common-auth\n', true],
    ['permits alone', 'auth required pam_permit.so\n', true],
    ['permits behind a password', '@include common-auth\nauth sufficient pam_permit.so\n', false],
    ['permits in a substack', 'auth substack open\n', true],
    ['denies everybody', 'auth required pam_deny.so\nauth sufficient pam_permit.so\n', false],
    ['trusts a group', 'auth sufficient pam_wheel.so trust\n@include common-auth\n', true],
    ['keeps others out', 'auth required pam_wheel.so\n@include common-auth\n', false],
    ['trusts local accounts', 'auth sufficient pam_localuser.so\n@include common-auth\n', true],
    ['trusts a user', 'auth sufficient pam_succeed_if.so user = sato\n@include common-auth\n', true],
    ['trusts root', 'auth sufficient pam_succeed_if.so uid = 0 use_uid quiet\n@include common-auth\n', false],
    [
      'trusts those who become root',
      'auth sufficient pam_succeed_if.so user = root\n@include common-auth\n',
      true,
    ],
    [
      'trusts an empty group',
      'auth sufficient pam_succeed_if.so user ingroup nopasswdlogin\n@include common-auth\n',
      false,
    ],
    [
      'trusts a group with members',
      'auth sufficient pam_succeed_if.so user ingroup nopasswdlogin:wheel\n@include common-auth\n',
      true,
    ],
    [
      'trusts a group of which nothing is known',
      'auth sufficient pam_succeed_if.so user ingroup far\n@include common-auth\n',
      null,
    ],
    ['asks an unknown module first', 'auth sufficient pam_strange.so\n@include common-auth\n', null],
    ['asks an unknown module as well', 'auth required pam_strange.so\n@include common-auth\n', false],
    ['asks an unknown module only', 'auth required pam_strange.so\n', null],
    ['skips the password', 'auth [default=2] pam_env.so\n@include common-auth\n', true],
    ['passes over who has no second factor', 'auth required pam_u2f.so nouserok\n', false],
    [
      'passes over who has no second factor, and permits',
      'auth required pam_u2f.so nouserok\nauth required pam_permit.so\n',
      true,
    ],
    ['asks nothing', '', false],
  ])('%s', async (_name, content, expected) => {
    expect(await tried(content, { '/etc/pam.d/open': 'auth sufficient pam_permit.so\n' })).toBe(expected);
  });

  test('RHEL asks', async () => {
    const others = { '/etc/pam.d/system-auth': redHat };
    expect(await tried('auth sufficient pam_rootok.so\nauth substack system-auth\n', others)).toBe(false);
  });
});

test('a line of no known type is unparsable', async () => {
  await expect(stackOf({ '/etc/pam.d/login': 'エラー: 予期しない応答です。\n' })).rejects.toMatchObject({
    code: 'unparsable',
  });
});

test('the distribution ships what the administrator has not written', async () => {
  const stacks = new PamStacks(hostWith({ '/usr/lib/pam.d/login': 'auth required pam_unix.so\n' }));
  expect(await stacks.read('login', 'auth')).toHaveLength(1);
  expect(await stacks.read('sshd', 'auth')).toBeNull();
});

test('a file that includes itself is unparsable', async () => {
  const stacks = new PamStacks(hostWith({ '/etc/pam.d/login': 'auth include login\n' }));
  await expect(stacks.read('login', 'auth')).rejects.toMatchObject({ code: 'unparsable' });
});

test('comments, continued lines and brackets', () => {
  expect(
    parsePamFile(
      '# auth required pam_x.so\n-auth required \\\n  /lib/security/pam_u2f.so cue [prompt=touch it] # end\n',
    ),
  ).toMatchObject([{ module: 'pam_u2f', args: ['cue', 'prompt=touch it'], mayBeMissing: true }]);
});

test('any text gives a stack and an outcome', async () => {
  const fragment = fc.constantFrom(
    'auth ',
    '-auth ',
    'required ',
    'sufficient ',
    '[success=2 default=ignore] ',
    '[success=done] ',
    'pam_unix.so',
    'pam_deny.so',
    'pam_strange.so',
    'pam_faillock.so authfail',
    '\n',
    '@include login\n',
    'auth substack other\n',
    '\\\n',
    '#',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 40 }), async (parts) => {
      try {
        const stack = await stackOf({
          '/etc/pam.d/login': parts.join(''),
          '/etc/pam.d/other': 'auth required pam_unix.so\n',
        });
        expect([true, false, null]).toContain(grants(stack, right));
        const { open } = withoutSecret(stack, { accounts: ['local'], hasMembers: () => null });
        expect([true, false, null]).toContain(open);
        // Whoever gets in with nothing gets in with a password as well.
        if (open === true) expect(grants(stack, right)).not.toBe(false);
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
