import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';

const wants = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/**
 * Whether a timer is enabled, from the links that `systemctl enable` makes: asking systemd starts a process for each
 * unit, and `is-enabled` says so even of units whose package is gone.
 */
export async function isTimerEnabled(host: Host, timer: string): Promise<boolean> {
  // Links say nothing where another program is the first process.
  if (!(await exists(host, '/run/systemd/system')) || !(await isUnitThere(host, timer))) return false;
  for (const folder of wants) {
    if (await isLinked(host, `${folder}/timers.target.wants/${timer}`)) return true;
  }
  return false;
}

/** A unit file that is there and not masked. */
export async function isUnitThere(host: Host, unit: string): Promise<boolean> {
  if ((await linkTarget(host, `/etc/systemd/system/${unit}`)) === '/dev/null') return false;
  for (const folder of wants) if (await exists(host, `${folder}/${unit}`)) return true;
  return false;
}

/** When a timer that catches up on missed runs last started its service. */
export async function timerLastRan(host: Host, timer: string): Promise<string | null> {
  try {
    return (await host.stat(`/var/lib/systemd/timers/stamp-${timer}`)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function isLinked(host: Host, path: string): Promise<boolean> {
  return (await linkTarget(host, path)) !== null;
}

async function linkTarget(host: Host, path: string): Promise<string | null> {
  try {
    return await host.readLink(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
