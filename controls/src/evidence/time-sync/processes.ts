import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { TimeClient } from './schema.ts';

const maxProcesses = 20_000;

/** The kernel cuts a process's name to 15 characters. */
const clientByProcess: Record<string, TimeClient> = {
  chronyd: 'chrony',
  ntpd: 'ntpd',
  'systemd-timesyn': 'systemd-timesyncd',
  ptp4l: 'ptp',
};

/**
 * Names of the programs that run now. Enabled units prove nothing: a unit stays `enabled` after its package is
 * gone, and `timedatectl` says `synchronized` for up to nine hours after the client died.
 *
 * @throws {ProbeError} `permission-denied` where /proc hides other users' processes (hidepid)
 */
export async function runningPrograms(host: Host): Promise<Set<string>> {
  const processes = (await fromPs(host)) ?? (await fromProc(host));
  if (!processes.has(1)) {
    throw new ProbeError('permission-denied', 'other processes are hidden: process 1 is not shown');
  }
  return new Set(processes.values());
}

/** `ps -e -o pid=,comm=`: a number and a name per line. */
export function parsePs(output: string): Map<number, string> {
  const processes = new Map<number, string>();
  for (const line of output.split('\n')) {
    const found = /^ *(\d{1,10}) +(\S.*)$/.exec(line);
    if (found?.[1] && found[2]) processes.set(Number(found[1]), found[2].trim());
  }
  return processes;
}

export function clientsAmong(programs: ReadonlySet<string>): TimeClient[] {
  return Object.entries(clientByProcess).flatMap(([name, client]) => (programs.has(name) ? [client] : []));
}

/** Null where there is no `ps`, or one that knows no POSIX options (BusyBox). */
async function fromPs(host: Host): Promise<Map<number, string> | null> {
  try {
    const ps = await host.run('ps', ['-e', '-o', 'pid=,comm='], { isShared: true });
    return ps.exitCode === 0 ? parsePs(ps.stdout) : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function fromProc(host: Host): Promise<Map<number, string>> {
  const ids = (await host.list('/proc')).filter((name) => /^\d{1,10}$/.test(name));
  if (ids.length > maxProcesses) throw new ProbeError('output-limit', `more than ${maxProcesses} processes`);
  const processes = new Map<number, string>();
  for (const id of ids) {
    try {
      const name = new TextDecoder().decode(await host.readFile(`/proc/${id}/comm`, { maxBytes: 64 }));
      processes.set(Number(id), name.trimEnd());
    } catch (error) {
      // It ended in the meantime.
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return processes;
}
