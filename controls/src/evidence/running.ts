import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from './exists.ts';
import { readProcesses, runsProgram } from './processes.ts';
import type { Process } from './processes.ts';
import { parsePs } from './time-sync/processes.ts';

/** How a service is called: by systemd, and as a program where there is no systemd. */
export type ServiceNames = { units: readonly string[]; programs: readonly string[] };

/** Whether a service runs now; null = it may, and we may not see it. */
export type IsRunning = (names: ServiceNames) => Promise<boolean | null>;

/** Version 2, its place beside version 1, version 1. */
const sliceFolders = [
  '/sys/fs/cgroup/system.slice',
  '/sys/fs/cgroup/unified/system.slice',
  '/sys/fs/cgroup/systemd/system.slice',
];

/**
 * The services that run now. systemd keeps a control group for a unit exactly as long as a process of it is alive,
 * so one folder tells, whatever interpreter a service is written for and whatever it calls itself; only the
 * administrator can make a group in it. Without systemd the processes are looked through by name, and by the file
 * that they run.
 */
export async function readRunning(host: Host): Promise<IsRunning> {
  const units = (await exists(host, '/run/systemd/system')) ? await readUnits(host) : null;
  if (units) return async ({ units: names }) => names.some((name) => units.has(`${name}.service`));
  const named = await fromPs(host);
  if (named === null) {
    const processes = await readProcesses(host);
    return async ({ programs }) => anyOf(programs.map((program) => runsProgram(processes, program)));
  }
  return async ({ programs }) => {
    const answers: (boolean | null)[] = [];
    for (const program of programs) {
      const ids = [...named].filter(([, name]) => name === program.slice(0, 15)).map(([id]) => id);
      const processes: Process[] = [];
      for (const id of ids.slice(0, 50)) processes.push(await processOf(host, id, program.slice(0, 15)));
      answers.push(runsProgram(processes, program));
    }
    return anyOf(answers);
  };
}

async function readUnits(host: Host): Promise<Set<string> | null> {
  for (const folder of sliceFolders) {
    try {
      const names = await host.list(folder);
      // The logger of systemd itself is always among them; without it this is not the folder.
      if (names.includes('systemd-journald.service')) return new Set(names);
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return null;
}

/** Names of all processes, in one call instead of two for each. Null where there is no `ps` that knows POSIX options. */
async function fromPs(host: Host): Promise<Map<number, string> | null> {
  try {
    const ps = await host.run('ps', ['-e', '-o', 'pid=,comm='], { isShared: true });
    if (ps.exitCode !== 0) return null;
    const named = parsePs(ps.stdout);
    if (!named.has(1)) {
      throw new ProbeError('permission-denied', 'other processes are hidden: process 1 is not shown');
    }
    return named;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function processOf(host: Host, id: number, name: string): Promise<Process> {
  try {
    const program = (await host.readLink(`/proc/${id}/exe`)).replace(/ \(deleted\)$/, '');
    return { name, program, hidden: false };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return { name, program: null, hidden: false };
    if (isProbeError(error, 'permission-denied')) return { name, program: null, hidden: true };
    throw error;
  }
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
