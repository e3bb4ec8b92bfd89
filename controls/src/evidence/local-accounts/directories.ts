import { isProbeError, own } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { LocalAccounts } from './schema.ts';

type Directory = LocalAccounts['directories'][number];

/** Services of nsswitch that know no accounts but those of this machine. */
const local = new Set([
  'files',
  'compat',
  'systemd',
  'db',
  'altfiles',
  'usrfiles',
  'extrausers',
  'mymachines',
  'nisplus',
]);
const known: Record<string, Directory> = { winbind: 'winbind', ldap: 'ldap', nis: 'nis', sss: 'sssd' };

/** The services after `passwd:`; conditions such as `[NOTFOUND=return]` are left out. */
export function parseNsswitch(content: string, database: string): string[] {
  const line = content.split('\n').find((candidate) => candidate.trimStart().startsWith(`${database}:`));
  const [, services = ''] = (line ?? '').split('#', 1)[0]?.split(':', 2) ?? [];
  return services
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

export async function readDirectories(host: Host): Promise<Directory[]> {
  const found = new Set<Directory>();
  for (const service of await services(host)) {
    if (local.has(service)) continue;
    // Red Hat's files name sss on every machine, whether it is joined to something or not.
    if (service === 'sss' && !(await isSssdConfigured(host))) continue;
    found.add(own(known, service) ?? 'other');
  }
  return [...found].toSorted();
}

async function services(host: Host): Promise<string[]> {
  for (const path of ['/etc/nsswitch.conf', '/usr/etc/nsswitch.conf']) {
    try {
      const content = new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 * 1024 }));
      return parseNsswitch(content, 'passwd');
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  // Without the file glibc takes the accounts of this machine.
  return [];
}

async function isSssdConfigured(host: Host): Promise<boolean> {
  try {
    await host.stat('/etc/sssd/sssd.conf');
    return true;
  } catch (error) {
    if (!isProbeError(error, 'not-found')) return true;
  }
  try {
    return (await host.list('/etc/sssd/conf.d')).some((name) => name.endsWith('.conf'));
  } catch (error) {
    // A folder that is closed to us says nothing against it.
    return !isProbeError(error, 'not-found');
  }
}
