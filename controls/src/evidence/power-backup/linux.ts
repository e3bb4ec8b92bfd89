import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { listOrEmpty, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { ownBattery, parseApcaccess, parseUpsc, percent, silent } from './parsers.ts';
import type { PowerBackup, Supply } from './schema.ts';

/** Debian and Ubuntu; RHEL and SUSE. */
const nutFolders = ['/etc/nut', '/etc/ups'];
const maxSupplies = 4;

export async function readLinux(host: Host): Promise<PowerBackup> {
  const unread: Unread[] = [];
  const container = await isContainer(host);
  if (container) return { unread, container, supplies: [], watchedElsewhere: false };
  const known = await readPart(unread, '/sys/class/power_supply', [], () => readKernel(host));
  const nut = await readPart(unread, 'upsc', none, () => readNut(host));
  const apc = await readPart(unread, 'apcaccess', [], () => readApcupsd(host));
  return {
    unread,
    container,
    supplies: [...(known ?? []), ...(nut?.supplies ?? []), ...(apc ?? [])].slice(0, 16),
    watchedElsewhere: nut?.watchedElsewhere ?? false,
  };
}

const none: Pick<PowerBackup, 'supplies' | 'watchedElsewhere'> = { supplies: [], watchedElsewhere: false };

/** @see https://docs.kernel.org/power/power_supply_class.html */
async function readKernel(host: Host): Promise<Supply[]> {
  const supplies: Supply[] = [];
  for (const name of (await listOrEmpty(host, '/sys/class/power_supply')).slice(0, 16)) {
    const value = async (file: string) =>
      (await readTextOrNull(host, `/sys/class/power_supply/${name}/${file}`))?.trim();
    const type = await value('type');
    if (type !== 'UPS' && type !== 'Battery') continue;
    // Mice and headsets.
    if ((await value('scope')) === 'Device' || (await value('present')) === '0') continue;
    if (type === 'Battery') {
      supplies.push(ownBattery(name));
      continue;
    }
    const status = await value('status');
    supplies.push({
      name: name.slice(0, 100),
      source: 'system',
      kind: 'ups',
      connected: true,
      power:
        status === 'Discharging' ? 'battery' : status === undefined || status === 'Unknown' ? null : 'mains',
      batteryLow: null,
      replaceBattery: null,
      chargePercent: percent(await value('capacity')),
    });
  }
  return supplies.slice(0, 8);
}

/** The settings of the drivers and of upsmon hold passwords and are left alone: upsd itself names what it watches. */
async function readNut(host: Host): Promise<typeof none> {
  for (const folder of nutFolders) {
    if (!(await exists(host, folder))) continue;
    const settings = await readTextOrNull(host, `${folder}/nut.conf`);
    const mode = /^\s*MODE\s*=\s*"?(\w+)"?\s*$/m.exec(settings ?? '')?.[1]?.toLowerCase();
    if (mode === 'none') continue;
    if (mode === 'netclient') return { supplies: [], watchedElsewhere: true };
    const list = await orNull(host, ['-l']);
    if (list === null) continue;
    const names =
      list.exitCode === 0 ? list.stdout.split('\n').filter((name) => /^[\w.-]{1,100}$/.test(name)) : [];
    // It is told to watch something, and nobody answers.
    if (list.exitCode !== 0 && mode !== undefined) {
      return { supplies: [unanswered('NUT')], watchedElsewhere: false };
    }
    const supplies: Supply[] = [];
    for (const name of names.slice(0, maxSupplies)) {
      const told = await host.run('upsc', [name], { timeoutMs: 5000 });
      // `Data stale`, `Driver not connected`.
      supplies.push(
        told.exitCode === 0
          ? { name, source: 'nut', kind: 'ups', ...parseUpsc(told.stdout) }
          : unanswered(name),
      );
    }
    return { supplies, watchedElsewhere: false };
  }
  return none;
}

async function orNull(host: Host, args: string[]) {
  try {
    return await host.run('upsc', args, { timeoutMs: 5000 });
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function unanswered(name: string): Supply {
  return { name, source: 'nut', kind: 'ups', ...silent };
}

async function readApcupsd(host: Host): Promise<Supply[]> {
  if (!(await exists(host, '/etc/apcupsd/apcupsd.conf'))) return [];
  const told = await host.run('apcaccess', ['-u'], { timeoutMs: 5000 });
  const state = told.exitCode === 0 ? parseApcaccess(told.stdout) : silent;
  return [{ name: 'apcupsd', source: 'apcupsd', kind: 'ups', ...state }];
}
