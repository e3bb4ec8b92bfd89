import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { listed } from './schema.ts';
import type { Service, Services } from './schema.ts';
import { parseSystemctlShow } from './systemctl-show.ts';

const unitFolder = '/etc/systemd/system';
const targets = [
  'basic',
  'default',
  'graphical',
  'multi-user',
  'network-online',
  'printer',
  'sockets',
  'sysinit',
];
/** Run level 5 where there is a screen, 3 or 2 where there is none. */
const runLevels = ['/etc/rc5.d', '/etc/rc3.d', '/etc/rc2.d', '/etc/rc.d/rc5.d', '/etc/rc.d/rc3.d'];

export async function readLinux(host: Host): Promise<Services> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  if (await exists(host, '/run/systemd/system')) {
    return { unread, container, manager: 'systemd', ...listed(await readRunning(host)) };
  }
  const links = await readFolders(
    host,
    unread,
    targets.map((target) => `${unitFolder}/${target}.target.wants`),
  );
  const units = links.filter((name) => /\.(service|socket)$/.test(name));
  const scripts = (await readFolders(host, unread, runLevels)).flatMap(
    (name) => /^S\d\d(.+)$/.exec(name)?.[1] ?? [],
  );
  const openrc = await readFolders(host, unread, ['/etc/runlevels/default', '/etc/runlevels/boot']);
  // Without systemd its units start nothing, but a system that is only looked at from outside has them alone.
  const isRunning = await exists(host, '/proc/1/comm');
  const [manager, names] =
    openrc.length > 0
      ? (['openrc', openrc] as const)
      : scripts.length > 0 && isRunning && !container
        ? (['sysv', scripts] as const)
        : units.length > 0 && !container
          ? (['systemd', units] as const)
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

async function readFolders(host: Host, unread: Unread[], folders: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const folder of folders) {
    names.push(...((await readPart(unread, folder, [], () => host.list(folder))) ?? []));
  }
  return names;
}
