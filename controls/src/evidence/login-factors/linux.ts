import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readDirectories } from '../local-accounts/directories.ts';
import { PamStacks } from '../pam/stack.ts';
import type { Attempt } from '../pam/world.ts';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { isOpen, readEnabledServices } from './enabled-services.ts';
import { factsOfStack } from './pam-ways.ts';
import type { PamFacts } from './pam-ways.ts';
import type { LoginFactors, LoginWay } from './schema.ts';
import { sshWay } from './ssh-way.ts';

/** Services in front of the machine; a file is there where the program is installed. */
const localServices = [
  'login',
  'gdm-password',
  'gdm-fingerprint',
  'gdm-smartcard',
  'lightdm',
  'sddm',
  'xdm',
  'kde',
];

const remoteServices: { service: string; units: readonly string[] }[] = [
  { service: 'xrdp-sesman', units: ['xrdp', 'xrdp-sesman'] },
  { service: 'cockpit', units: ['cockpit'] },
];

export async function readLinux(host: Host): Promise<LoginFactors> {
  const unread: Unread[] = [];
  const directories = await readPart(unread, 'nsswitch.conf', [], () => readDirectories(host));
  const accounts: Attempt['account'][] =
    directories === null || directories.length > 0 ? ['local', 'directory'] : ['local'];
  const stacks = new PamStacks(host);
  const ways: LoginWay[] = [];
  for (const service of localServices) {
    const facts = await readPart(unread, `pam.d/${service}`, null, () => factsOf(stacks, service, accounts));
    if (facts) ways.push(wayOf(service, 'local', true, facts));
  }
  const enabled =
    (await readPart(unread, 'services that start with the machine', new Set<string>(), () =>
      readEnabledServices(host),
    )) ?? new Set<string>();
  for (const { service, units } of remoteServices) {
    const facts = await readPart(unread, `pam.d/${service}`, null, () => factsOf(stacks, service, accounts));
    if (facts) ways.push(wayOf(service, 'remote', await isOpen(host, enabled, units, null), facts));
  }
  const ssh = await readPart(unread, 'sshd_config', null, () => readSsh(host, stacks, enabled, accounts));
  if (ssh) ways.push(ssh);
  return { unread, ways, otherProducts: [] };
}

async function readSsh(
  host: Host,
  stacks: PamStacks,
  enabled: ReadonlySet<string>,
  accounts: readonly Attempt['account'][],
): Promise<LoginWay | null> {
  if (!(await exists(host, '/usr/sbin/sshd'))) return null;
  const open = await isOpen(host, enabled, ['ssh', 'sshd'], '/run/sshd.pid');
  // Without a file every setting has its default.
  const config = (await readSshdConfig(host)) ?? { files: [], global: new Map(), matches: [] };
  const facts = (await factsOf(stacks, 'sshd', accounts)) ?? (await factsOf(stacks, 'other', accounts));
  return sshWay(config, open, facts);
}

async function factsOf(
  stacks: PamStacks,
  service: string,
  accounts: readonly Attempt['account'][],
): Promise<PamFacts | null> {
  const stack = await stacks.read(service, 'auth');
  return stack && factsOfStack(stack, accounts);
}

function wayOf(name: string, reach: LoginWay['reach'], open: boolean | null, facts: PamFacts): LoginWay {
  return { name, reach, open, keyAlone: false, exceptions: [], ...facts };
}
