import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { PamStacks } from '../pam/stack.ts';
import type { PamStack } from '../pam/stack.ts';
import { withoutSecret } from '../pam/without-secret.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { GroupEntry, PasswdEntry } from './account-files.ts';
import type { PamService } from './schema.ts';

type Wanted = {
  service: string;
  use: PamService['use'];
  /** The program that asks for the service: where it has no file of its own, `other` decides. */
  program?: string;
};

/** Signing in by itself (`gdm-autologin`) is looked at apart from these. */
const wanted: Wanted[] = [
  { service: 'su', use: 'elevation', program: '/usr/bin/su' },
  { service: 'su-l', use: 'elevation' },
  { service: 'sudo', use: 'elevation', program: '/usr/bin/sudo' },
  { service: 'sudo-i', use: 'elevation' },
  { service: 'polkit-1', use: 'elevation' },
  { service: 'doas', use: 'elevation' },
  { service: 'login', use: 'login' },
  { service: 'sshd', use: 'login', program: '/usr/sbin/sshd' },
  { service: 'gdm-password', use: 'login' },
  { service: 'lightdm', use: 'login' },
  { service: 'sddm', use: 'login' },
  { service: 'xdm', use: 'login' },
  { service: 'kde', use: 'login' },
  { service: 'xrdp-sesman', use: 'login' },
  { service: 'cockpit', use: 'login' },
];

export type PamCircle = {
  /** Null = could not be read. */
  groups: readonly GroupEntry[] | null;
  entries: readonly PasswdEntry[];
  hasDirectories: boolean;
};

/** What stands in `auth` of the services through which people sign in or become somebody else. */
export async function readPamServices(
  host: Host,
  unread: Unread[],
  circle: PamCircle,
): Promise<PamService[]> {
  const stacks = new PamStacks(host);
  const found: PamService[] = [];
  for (const { service, use, program } of wanted) {
    const stack = await readPart(unread, `pam.d/${service}`, null, () =>
      stackOf(host, stacks, service, program),
    );
    if (!stack) continue;
    const { open, by } = withoutSecret(stack, {
      accounts: circle.hasDirectories ? ['local', 'directory'] : ['local'],
      hasMembers: (group) => hasMembers(group, circle),
    });
    found.push({ service, use, withoutSecret: open, by });
  }
  return found;
}

async function stackOf(
  host: Host,
  stacks: PamStacks,
  service: string,
  program: string | undefined,
): Promise<PamStack | null> {
  const stack = await stacks.read(service, 'auth');
  if (stack || program === undefined || !(await exists(host, program))) return stack;
  return await stacks.read('other', 'auth');
}

function hasMembers(name: string, { groups, entries, hasDirectories }: PamCircle): boolean | null {
  if (groups === null) return null;
  const group = groups.find((one) => one.name === name);
  if (group && (group.members.length > 0 || entries.some(({ gid }) => gid === group.gid))) return true;
  // A directory may have a group of this name, with members.
  return hasDirectories ? null : false;
}
