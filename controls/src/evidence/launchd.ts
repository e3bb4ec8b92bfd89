import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** Services of the system by label; true = a process of it runs now. */
export async function readLaunchd(host: Host): Promise<Map<string, boolean>> {
  const { exitCode, stdout } = await host.run('launchctl', ['list']);
  if (exitCode !== 0) throw new ProbeError('internal', `launchctl list exits with ${exitCode}`);
  const services = parseLaunchctlList(stdout);
  // Every system runs its own services: without one the list is another's, or none.
  if (![...services.keys()].some((label) => label.startsWith('com.apple.'))) {
    throw new ProbeError('unparsable', 'launchctl list names no service of the system');
  }
  return services;
}

/** `PID<tab>Status<tab>Label`, with `-` for no process. */
export function parseLaunchctlList(output: string): Map<string, boolean> {
  const services = new Map<string, boolean>();
  for (const line of output.split('\n')) {
    const [, pid, label] = /^(-|\d{1,10})\t-?\d{1,10}\t(\S.*)$/.exec(line.trimEnd()) ?? [];
    if (pid !== undefined && label !== undefined) services.set(label, pid !== '-');
  }
  return services;
}
