import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseAirPort } from './air-port.ts';
import type { Wireless } from './schema.ts';

/** Saved networks are closed to programs without full disk access, whatever user they run as. */
export async function readMacos(host: Host): Promise<Wireless> {
  const shown = await host.run('/usr/sbin/system_profiler', ['-json', 'SPAirPortDataType'], {
    timeoutMs: 30_000,
  });
  if (shown.exitCode !== 0) throw new ProbeError('internal', `system_profiler exits with ${shown.exitCode}`);
  return { unread: [], container: false, ...parseAirPort(shown.stdout), profiles: null, truncated: false };
}
