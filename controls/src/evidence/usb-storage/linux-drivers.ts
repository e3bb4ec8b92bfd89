import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseBlacklist, parseShowDepends } from './modprobe.ts';
import type { Driver } from './schema.ts';
import { exists } from '../exists.ts';

const names = ['usb-storage', 'uas'] as const;

export async function readDrivers(host: Host, unread: Unread[]): Promise<Driver[]> {
  const blacklist = await readPart(unread, 'modprobe --showconfig', new Set<string>(), async () => {
    const config = await host.run('modprobe', ['--showconfig']);
    return config.exitCode === 0 ? parseBlacklist(config.stdout) : new Set<string>();
  });
  const hasModules = await exists(host, '/proc/modules');
  if (hasModules) await noteMissingModules(host, unread);
  const drivers: Driver[] = [];
  for (const name of names) {
    const loaded = await readPart(unread, `/sys/module/${name}`, null, () => isLoaded(host, name));
    if (!hasModules) {
      drivers.push({ name, state: loaded ? 'built-in' : 'absent', loaded });
      continue;
    }
    const state = await readPart(unread, `modprobe --show-depends ${name}`, null, () =>
      readState(host, name),
    );
    // A machine without modprobe can still be told to load modules by the kernel's own helper, or by insmod.
    const known = state ?? 'loadable';
    drivers.push({
      name,
      state: known === 'loadable' && blacklist?.has(name) ? 'blacklisted' : known,
      loaded,
    });
  }
  return drivers;
}

/**
 * Exit code 1 and `not found` mean that there is no such module below /lib/modules/RELEASE.
 *
 * @throws {ProbeError} `unparsable` for any other failure
 */
async function readState(host: Host, name: string): Promise<Driver['state']> {
  const depends = await host.run('modprobe', ['--show-depends', name]);
  if (depends.exitCode === 0) return parseShowDepends(depends.stdout);
  if (/\bnot found\b/.test(depends.stderr)) return 'absent';
  throw new ProbeError('unparsable', `modprobe --show-depends ${name} exits with ${depends.exitCode}`);
}

/**
 * An update of the kernel may have removed the modules of the one that runs: every module is then 'absent', until
 * the next start.
 */
async function noteMissingModules(host: Host, unread: Unread[]): Promise<void> {
  const release = new TextDecoder()
    .decode(await host.readFile('/proc/sys/kernel/osrelease', { maxBytes: 256 }))
    .trim();
  const index = `/lib/modules/${release}/modules.dep`;
  if (!(await exists(host, index))) unread.push({ what: index, code: 'not-found' });
}

/** A built-in driver has no folder below /sys/module when it has no parameters, but it is registered on the bus. */
async function isLoaded(host: Host, name: string): Promise<boolean> {
  return (
    (await exists(host, `/sys/module/${name.replaceAll('-', '_')}`)) ||
    (await exists(host, `/sys/bus/usb/drivers/${name}`))
  );
}
