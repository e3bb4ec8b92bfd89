import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { aptPeriodic, coverageOf, parseAptConfig } from './apt-config.ts';
import { isTrue, parseIni } from './ini.ts';
import type { Mechanism, Setting } from './schema.ts';
import { isTimerEnabled, isUnitThere, timerLastRan } from './systemd-units.ts';

/** Null where unattended-upgrades is not installed: apt itself installs nothing. */
export async function readUnattendedUpgrades(host: Host, systemd: boolean): Promise<Mechanism | null> {
  if (!(await exists(host, '/usr/bin/unattended-upgrade'))) return null;
  const result = await host.run('apt-config', ['dump'], { isShared: true });
  if (result.exitCode !== 0) throw new ProbeError('internal', `apt-config dump: exit ${result.exitCode}`);
  const values = parseAptConfig(result.stdout);
  const { does, intervalDays, settings } = aptPeriodic(values);
  return {
    name: 'unattended-upgrades',
    does,
    covers: coverageOf(values),
    scheduled: systemd
      ? (await isTimerEnabled(host, 'apt-daily.timer')) &&
        (await isTimerEnabled(host, 'apt-daily-upgrade.timer'))
      : await hasCronJob(host, '/etc/cron.daily/apt-compat'),
    intervalDays,
    lastRunAt: await modifiedAt(host, '/var/lib/apt/periodic/upgrade-stamp'),
    settings,
  };
}

/** Timers of dnf-automatic beside the one that follows the file: each does one thing, whatever the file says. */
const overriding = [
  { timer: 'dnf-automatic-install.timer', does: 'install' },
  { timer: 'dnf-automatic-download.timer', does: 'download' },
  { timer: 'dnf-automatic-notifyonly.timer', does: 'notify' },
] as const;

export async function readDnfAutomatic(host: Host): Promise<Mechanism | null> {
  if (!(await isUnitThere(host, 'dnf-automatic.timer'))) return null;
  const commands = await readCommands(host, ['/etc/dnf/automatic.conf']);
  for (const { timer, does } of overriding) {
    if (!(await isTimerEnabled(host, timer))) continue;
    return { ...(await dnfMechanism(host, 'dnf-automatic', timer, commands)), does };
  }
  return dnfMechanism(host, 'dnf-automatic', 'dnf-automatic.timer', commands);
}

/** Its own defaults first, then what the administrator wrote. */
export async function readDnf5Automatic(host: Host): Promise<Mechanism | null> {
  if (!(await isUnitThere(host, 'dnf5-automatic.timer'))) return null;
  const files = ['/usr/share/dnf5/dnf5-plugins/automatic.conf', '/etc/dnf/automatic.conf'];
  return dnfMechanism(host, 'dnf5-automatic', 'dnf5-automatic.timer', await readCommands(host, files));
}

async function dnfMechanism(
  host: Host,
  name: Mechanism['name'],
  timer: string,
  commands: ReadonlyMap<string, string>,
): Promise<Mechanism> {
  return {
    name,
    ...commandFacts(commands),
    scheduled: await isTimerEnabled(host, timer),
    intervalDays: null,
    lastRunAt: await timerLastRan(host, timer),
  };
}

/** `apply_updates` is off and `download_updates` on unless the file says otherwise. */
function commandFacts(
  commands: ReadonlyMap<string, string>,
): Pick<Mechanism, 'does' | 'covers' | 'settings'> {
  const apply = isTrue(commands.get('apply_updates'));
  const download = commands.has('download_updates') ? isTrue(commands.get('download_updates')) : true;
  const type = commands.get('upgrade_type') ?? commands.get('update_cmd') ?? 'default';
  return {
    does: apply ? 'install' : download ? 'download' : 'notify',
    covers: type.includes('security') ? 'security' : 'all',
    settings: settingsOf(commands, ['apply_updates', 'download_updates', 'upgrade_type', 'update_cmd']),
  };
}

/** RHEL and CentOS 7. */
export async function readYumCron(host: Host): Promise<Mechanism | null> {
  const file = '/etc/yum/yum-cron.conf';
  if (!(await exists(host, file))) return null;
  const service = '/etc/systemd/system/multi-user.target.wants/yum-cron.service';
  return {
    name: 'yum-cron',
    ...commandFacts(await readCommands(host, [file])),
    scheduled: (await exists(host, service)) && (await hasCronJob(host, '/etc/cron.daily/0yum-daily.cron')),
    intervalDays: 1,
    lastRunAt: null,
  };
}

/** SUSE with a read-only root: what it installs runs from the next start on. */
export async function readTransactionalUpdate(host: Host): Promise<Mechanism | null> {
  return suseTimer(host, 'transactional-update', 'UPDATE_METHOD', (method) =>
    ['up', 'dup', ''].includes(method) ? 'all' : 'others',
  );
}

/** The package os-update of SUSE. */
export async function readOsUpdate(host: Host): Promise<Mechanism | null> {
  return suseTimer(host, 'os-update', 'UPDATE_CMD', (command) =>
    command === 'security' ? 'security' : 'all',
  );
}

async function suseTimer(
  host: Host,
  name: 'transactional-update' | 'os-update',
  option: string,
  covers: (value: string) => Mechanism['covers'],
): Promise<Mechanism | null> {
  const timer = `${name}.timer`;
  if (!(await isUnitThere(host, timer))) return null;
  const lines = await readCommands(host, [`/usr/etc/${name}.conf`, `/etc/${name}.conf`], '');
  return {
    name,
    does: 'install',
    covers: covers((lines.get(option.toLowerCase()) ?? '').toLowerCase()),
    scheduled: await isTimerEnabled(host, timer),
    intervalDays: null,
    lastRunAt: await timerLastRan(host, timer),
    settings: settingsOf(lines, [option.toLowerCase()]),
  };
}

/** YaST puts its job into the folder of the chosen interval. */
export async function readYastOnlineUpdate(host: Host): Promise<Mechanism | null> {
  const folders = {
    '/etc/cron.daily': 1,
    '/etc/cron.weekly': 7,
    '/etc/cron.monthly': 31,
    '/etc/cron.d': null,
  };
  for (const [folder, intervalDays] of Object.entries(folders)) {
    if (!(await exists(host, folder))) continue;
    const job = (await host.list(folder)).find((name) => name.endsWith('opensuse.org-online_update'));
    if (job === undefined) continue;
    const source = { name: 'file', value: `${folder}/${job}`.slice(0, 200), layer: 'setting' } as const;
    return {
      name: 'yast-online-update',
      does: 'install',
      covers: null,
      scheduled: await hasCron(host),
      intervalDays,
      lastRunAt: null,
      settings: [source],
    };
  }
  return null;
}

async function readCommands(
  host: Host,
  files: readonly string[],
  section = 'commands',
): Promise<Map<string, string>> {
  const merged = new Map<string, string>();
  for (const file of files) {
    const text = await textOrNull(host, file);
    for (const [name, value] of (text === null ? null : parseIni(text).get(section)) ?? []) {
      merged.set(name, value);
    }
  }
  return merged;
}

function settingsOf(values: ReadonlyMap<string, string>, names: readonly string[]): Setting[] {
  return names.flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, value: value.slice(0, 200), layer: 'setting' as const }];
  });
}

async function hasCronJob(host: Host, path: string): Promise<boolean> {
  return (await exists(host, path)) && (await hasCron(host));
}

/** A job in a folder does nothing without a cron that looks there. */
async function hasCron(host: Host): Promise<boolean> {
  for (const program of ['/usr/sbin/cron', '/usr/sbin/crond']) if (await exists(host, program)) return true;
  return false;
}

async function modifiedAt(host: Host, path: string): Promise<string | null> {
  try {
    return (await host.stat(path)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function textOrNull(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 256 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
