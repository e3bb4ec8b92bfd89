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
      } catch (error) {
        expect(isProbeError(error)).toBe(true);
      }
    }),
  );
});
