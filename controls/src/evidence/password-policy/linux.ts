import type { Host } from '@tenken/shared';
import { parseShadow, passwordOf } from '../local-accounts/account-files.ts';
import { readDirectories } from '../local-accounts/directories.ts';
import { PamStacks } from '../pam/stack.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readLockout } from './lockout.ts';
import { readQuality } from './quality.ts';
import type { Quality } from './quality.ts';
import type { Lockout, PasswordPolicy } from './schema.ts';
import { contentOf } from './settings.ts';

/** Services by which people sign in; a file below pam.d is there where the program is installed. */
const signInServices = [
  'login',
  'sshd',
  'gdm-password',
  'lightdm',
  'sddm',
  'xdm',
  'kde',
  'xrdp-sesman',
  'cockpit',
  'vsftpd',
];

const nothingRead: Quality = {
  by: 'none',
  refuses: null,
  accepted: [{ minLength: null, minClasses: null }],
  dictionary: null,
  bindsAdministrators: null,
  history: null,
};

export async function readLinux(host: Host): Promise<PasswordPolicy> {
  const unread: Unread[] = [];
  const stacks = new PamStacks(host);
  const quality = await readPart(unread, 'pam.d/passwd', null, async () => {
    const stack = (await stacks.read('passwd', 'password')) ?? (await stacks.read('other', 'password'));
    return stack && readQuality(host, stack);
  });
  if (quality === null && unread.length === 0) unread.push({ what: 'pam.d/passwd', code: 'not-found' });
  const ages = await readPart(unread, '/etc/login.defs', null, () => readAges(host));
  const longest = await readPart(unread, '/etc/shadow', null, () => readLongestAge(host));
  const directories = await readPart(unread, 'nsswitch.conf', [], () => readDirectories(host));
  return {
    unread,
    directoryAccounts: directories && directories.length > 0,
    ...(quality ?? nothingRead),
    maxAgeDays: ages,
    longestMaxAgeDays: longest,
    lockouts: await readLockouts(host, stacks, unread),
  };
}

async function readLockouts(host: Host, stacks: PamStacks, unread: Unread[]): Promise<Lockout[]> {
  const found: Lockout[] = [];
  for (const service of signInServices) {
    const lockout = await readPart(unread, `pam.d/${service}`, null, async () => {
      const stack = await stacks.read(service, 'auth');
      return stack && readLockout(host, service, stack);
    });
    if (lockout) found.push(lockout);
  }
  return found;
}

/** login.defs counts for accounts that are made from now on. */
async function readAges(host: Host): Promise<number | null> {
  const content =
    (await contentOf(host, '/etc/login.defs')) ?? (await contentOf(host, '/usr/etc/login.defs'));
  if (content === null) return null;
  const days = /^\s*PASS_MAX_DAYS\s+(-?\d{1,7})\b/m.exec(content)?.[1];
  // Without the word nothing is written into the new account's line: it never expires.
  return days === undefined ? 0 : ageOf(Number(days));
}

async function readLongestAge(host: Host): Promise<number | null> {
  const content = await contentOf(host, '/etc/shadow');
  if (content === null) return null;
  const ages = [...parseShadow(content).values()]
    .filter(({ password }) => passwordOf(password).password === 'set')
    .map(({ maxDays }) => ageOf(maxDays ?? 99_999));
  if (ages.length === 0) return null;
  return ages.includes(0) ? 0 : Math.max(...ages);
}

/** 99999 days, as useradd writes, and -1 mean never. */
function ageOf(days: number): number {
  return days < 0 || days >= 99_999 ? 0 : days;
}
