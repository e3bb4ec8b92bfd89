import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import type { AutomaticUpdates, Mechanism } from './schema.ts';

/** Null where snapd is not used. snapd renews snaps by itself unless a hold is set. */
export async function readSnapRefresh(
  host: Host,
): Promise<{ mechanism: Mechanism; hold: AutomaticUpdates['pausedUntil'] } | null> {
  if (!(await exists(host, '/var/lib/snapd/state.json'))) return null;
  const result = await host.run('snap', ['refresh', '--time', '--abs-time']);
  if (result.exitCode !== 0) throw new ProbeError('internal', `snap refresh --time: exit ${result.exitCode}`);
  const { last, hold } = parseRefreshTime(result.stdout);
  return {
    mechanism: {
      name: 'snap',
      does: 'install',
      covers: 'others',
      scheduled: true,
      intervalDays: null,
      lastRunAt: last,
      settings: hold === null ? [] : [{ name: 'hold', value: hold, layer: 'setting' }],
    },
    hold,
  };
}

/** `last: 2026-11-20T03:12:00Z`, `hold: 2026-12-01T00:00:00+09:00` or `hold: forever`; absent or `n/a` where none. */
export function parseRefreshTime(output: string): {
  last: string | null;
  hold: AutomaticUpdates['pausedUntil'];
} {
  const value = (name: string) => new RegExp(`^${name}:[ \\t]*(\\S.*?)[ \\t]*$`, 'm').exec(output)?.[1];
  if (value('timer') === undefined && value('schedule') === undefined) {
    throw new ProbeError('unparsable', 'snap refresh --time names no timer');
  }
  const hold = value('hold');
  return { last: instant(value('last')), hold: hold === 'forever' ? 'forever' : instant(hold) };
}

function instant(text: string | undefined): string | null {
  if (text === undefined || text === 'n/a') return null;
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text) : null;
  if (at === null || Number.isNaN(at.getTime()) || at.getTime() < 0) {
    throw new ProbeError('unparsable', 'snap refresh --time gives no instant');
  }
  return at.toISOString();
}
