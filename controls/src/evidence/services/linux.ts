import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { listed } from './schema.ts';
import type { Service, Services } from './schema.ts';
import { parseSystemctlShow } from './systemctl-show.ts';

const unitFolder = '/etc/systemd/system';
const vendorFolders = ['/usr/lib/systemd/system', '/lib/systemd/system'];
const vendorTargets = ['graphical', 'multi-user', 'sockets'];
const systemdItself = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'];
/** Run level 5 where there is a screen, 3 or 2 where there is none. */
const runLevels = ['/etc/rc5.d', '/etc/rc3.d', '/etc/rc2.d', '/etc/rc.d/rc5.d', '/etc/rc.d/rc3.d'];

export async function readLinux(host: Host): Promise<Services> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  if (await exists(host, '/run/systemd/system')) {
    return { unread, container, manager: 'systemd', ...listed(await readRunning(host)) };
  }
  const isRunning = await exists(host, '/proc/1/comm');
  const units = await enabledUnits(host, unread);
  const scripts = (await readFolders(host, unread, runLevels)).flatMap(
    (name) => /^S\d\d(.+)$/.exec(name)?.[1] ?? [],
  );
  const openrc = await readFolders(host, unread, ['/etc/runlevels/default', '/etc/runlevels/boot']);
  const hasSystemd = await isInstalled(host);
  // A container without an init system starts none of them. A system that is only looked at from outside has its units
  // alone. Elsewhere what is enabled counts whichever program is the first process: systemd runs scripts as well.
  const [manager, names] =
    openrc.length > 0 && !hasSystemd
      ? (['openrc', openrc] as const)
      : container
        ? (['none', []] as const)
        : units.length > 0 && (hasSystemd || !isRunning || scripts.length === 0)
          ? (['systemd', [...units, ...(isRunning ? scripts : []), ...openrc]] as const)
          : scripts.length > 0 && isRunning
            ? (['sysv', scripts] as const)
            : (['none', []] as const);
  const services = names.map((name): Service => ({
    name: name.slice(0, 200),
    start: 'automatic',
    running: null,
  }));
  return { unread, container, manager, ...listed(services) };
}

async function readRunning(host: Host): Promise<Service[]> {
  const shown = await host.run('systemctl', [
    'show',
    '--type=service',
    '--type=socket',
    '--property=Id,ActiveState,UnitFileState',
    '*',
  ]);
  if (shown.exitCode !== 0) throw new ProbeError('internal', `systemctl show exits with ${shown.exitCode}`);
  const services = parseSystemctlShow(shown.stdout);
  if (services.length === 0) throw new ProbeError('unparsable', 'systemctl shows no unit at all');
  return services;
}

async function isInstalled(host: Host): Promise<boolean> {
  for (const path of systemdItself) if (await exists(host, path)) return true;
  return false;
}

/** Services and sockets by the links that enable them, those left out that are masked. */
async function enabledUnits(host: Host, unread: Unread[]): Promise<string[]> {
  const own = await readFolders(host, unread, [unitFolder]);
  const folders = own
    .filter((name) => /\.(wants|requires)$/.test(name))
    .map((name) => `${unitFolder}/${name}`);
  const vendor = vendorFolders.flatMap((folder) =>
    vendorTargets.map((target) => `${folder}/${target}.target.wants`),
  );
  const linked = await readFolders(host, unread, [...folders, ...vendor]);
  const units = [...new Set(linked)].filter((name) => /\.(service|socket)$/.test(name));
  const enabled: string[] = [];
  for (const name of units) {
    if (!own.includes(name) || !(await isMasked(host, `${unitFolder}/${name}`))) enabled.push(name);
  }
  return enabled;
}

/** What is no link is a unit of one's own. */
async function isMasked(host: Host, path: string): Promise<boolean> {
  try {
    return (await host.readLink(path)) === '/dev/null';
  } catch (error) {
    if (isProbeError(error)) return false;
    throw error;
  }
}

async function readFolders(host: Host, unread: Unread[], folders: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const folder of folders) {
    names.push(...((await readPart(unread, folder, [], () => host.list(folder))) ?? []));
  }
  return names;
}
