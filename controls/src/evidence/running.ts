import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from './exists.ts';
import { readProcesses, runsProgram } from './processes.ts';

/** How a service is called: by systemd, and as a program where there is no systemd. */
export type ServiceNames = { units: readonly string[]; programs: readonly string[] };

/** Whether a service runs now; null = it may, and we may not see it. */
export type IsRunning = (names: ServiceNames) => boolean | null;

/** Version 2, its place beside version 1, version 1. */
const sliceFolders = [
  '/sys/fs/cgroup/system.slice',
  '/sys/fs/cgroup/unified/system.slice',
  '/sys/fs/cgroup/systemd/system.slice',
];

/**
 * The services that run now. systemd keeps a control group for a unit exactly as long as a process of it is alive,
 * so one folder tells, whatever interpreter a service is written for and whatever it calls itself; only the
 * administrator can make a group in it. Without systemd the list of processes has to be read.
 */
export async function readRunning(host: Host): Promise<IsRunning> {
  const units = (await exists(host, '/run/systemd/system')) ? await readUnits(host) : null;
  if (units) return ({ units: names }) => names.some((name) => units.has(`${name}.service`));
  const processes = await readProcesses(host);
  return ({ programs }) => {
    const answers = programs.map((program) => runsProgram(processes, program));
    if (answers.includes(true)) return true;
    return answers.includes(null) ? null : false;
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
