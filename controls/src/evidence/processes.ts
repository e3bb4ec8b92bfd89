import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

const maxProcesses = 20_000;

export type Process = {
  /** As the kernel keeps it: cut to 15 characters, and whatever the program chose to call itself. */
  name: string;
  /** The file it runs; null for threads of the kernel. */
  program: string | null;
  /** We may not see what it runs: the agent is no administrator. */
  hidden: boolean;
};

/** Folders that only administrators write to: a `clamd` below /tmp is no antivirus. */
const systemFolders = ['/usr/', '/opt/', '/sbin/', '/bin/'];

/** @throws {ProbeError} `permission-denied` where /proc hides other users' processes (hidepid) */
export async function readProcesses(host: Host): Promise<Process[]> {
  const ids = (await listProc(host)).filter((name) => /^\d{1,10}$/.test(name));
  if (!ids.includes('1')) {
    throw new ProbeError('permission-denied', 'other processes are hidden: process 1 is not shown');
  }
  if (ids.length > maxProcesses) throw new ProbeError('output-limit', `more than ${maxProcesses} processes`);
  const processes: Process[] = [];
  for (const id of ids) {
    try {
      const name = new TextDecoder()
        .decode(await host.readFile(`/proc/${id}/comm`, { maxBytes: 64 }))
        .trimEnd();
      processes.push({ name, ...(await programOf(host, id)) });
    } catch (error) {
      // It ended in the meantime.
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return processes;
}

/** Without /proc nothing is known of what runs: that is not the fact that nothing does. */
async function listProc(host: Host): Promise<string[]> {
  try {
    return await host.list('/proc');
  } catch (error) {
    if (isProbeError(error, 'not-found')) {
      throw new ProbeError('unsupported', 'there is no /proc to list', { cause: error });
    }
    throw error;
  }
}

async function programOf(host: Host, id: string): Promise<Omit<Process, 'name'>> {
  try {
    // The kernel marks a file that was replaced, by an update, after the program was started.
    const program = (await host.readLink(`/proc/${id}/exe`)).replace(/ \(deleted\)$/, '');
    return { program, hidden: false };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return { program: null, hidden: false };
    if (isProbeError(error, 'permission-denied')) return { program: null, hidden: true };
    throw error;
  }
}

/** Whether a system program of this name runs; null = something calls itself so and we may not see what it is. */
export function runsProgram(processes: readonly Process[], name: string): boolean | null {
  return anyOf(
    processes
      .filter((process) => process.name === name.slice(0, 15))
      .map(({ program, hidden }) => (hidden ? null : isSystemProgram(program, name))),
  );
}

/** Whether any program below this folder runs; null = there are programs that we may not see. */
export function runsBelow(processes: readonly Process[], folder: string, name?: string): boolean | null {
  return anyOf(
    processes.map(({ program, hidden, name: own }) => {
      if (hidden) return name === undefined || own === name.slice(0, 15) ? null : false;
      return (
        program !== null &&
        program.startsWith(`${folder}/`) &&
        (name === undefined || program.endsWith(`/${name}`))
      );
    }),
  );
}

function isSystemProgram(program: string | null, name: string): boolean {
  return (
    program !== null &&
    program.endsWith(`/${name}`) &&
    systemFolders.some((folder) => program.startsWith(folder))
  );
}

function anyOf(answers: (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
