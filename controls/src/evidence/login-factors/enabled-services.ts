import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';

const unitFolders = [
  '/etc/systemd/system/multi-user.target.wants',
  '/etc/systemd/system/graphical.target.wants',
  '/etc/systemd/system/sockets.target.wants',
];
const scriptFolders = ['/etc/rc2.d', '/etc/rc3.d', '/etc/rc5.d', '/etc/runlevels/default'];

/** Names of what starts with the machine, without the ending of units and the number of scripts. */
export async function readEnabledServices(host: Host): Promise<Set<string>> {
  const names = new Set<string>();
  for (const folder of unitFolders) {
    for (const name of await namesOf(host, folder)) names.add(name.replace(/\.(service|socket)$/, ''));
  }
  for (const folder of scriptFolders) {
    for (const name of await namesOf(host, folder)) {
      if (!name.startsWith('K')) names.add(name.replace(/^S\d\d/, ''));
    }
  }
  return names;
}

/** It starts with the machine, or it runs now: sshd leaves its number there. */
export async function isOpen(
  host: Host,
  enabled: ReadonlySet<string>,
  names: readonly string[],
  pidFile: string | null,
): Promise<boolean> {
  if (names.some((name) => enabled.has(name))) return true;
  return pidFile !== null && (await exists(host, pidFile));
}

async function namesOf(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}
