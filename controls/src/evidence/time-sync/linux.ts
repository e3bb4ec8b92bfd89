import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseSources, parseTracking } from './chrony.ts';
import type { TimeSync } from './schema.ts';

export async function readLinux(host: Host): Promise<TimeSync> {
  return (await readChrony(host)) ?? nothingRuns;
}

const nothingRuns: TimeSync = {
  unread: [],
  container: false,
  clients: [],
  synchronized: null,
  stratum: null,
  offsetMs: null,
  lastSyncAt: null,
  sources: [],
  measured: null,
};

/** Null when chrony is not installed or its daemon does not run. */
async function readChrony(host: Host): Promise<TimeSync | null> {
  try {
    const tracking = await host.run('chronyc', ['-c', '-n', 'tracking']);
    // Without a daemon chronyc prints `506 Cannot talk to daemon` on stdout and exits with 1.
    if (tracking.exitCode !== 0) return null;
    const sources = await host.run('chronyc', ['-c', '-N', 'sources']);
    if (sources.exitCode !== 0) throw new ProbeError('unparsable', `chronyc sources exits with ${sources.exitCode}`);
    return { ...nothingRuns, clients: ['chrony'], ...parseTracking(tracking.stdout), sources: parseSources(sources.stdout) };
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
