import { ProbeError } from '@tenken/shared';
import type { ClientState, TimeSync } from './schema.ts';

/** Seconds from 1900-01-01 to 1970-01-01. */
const ntpToUnix = 2_208_988_800;

/**
 * `ntpq -n -c 'rv 0 …'` of ntpd and NTPsec. Without a daemon ntpq writes to stderr and still exits with 0: only
 * the variables themselves prove that somebody answered. ntpd's offset is the source's time minus ours, in ms.
 */
export function parseVariables(output: string): Omit<ClientState, 'sources'> {
  const value = (name: string) => new RegExp(`(?:^|[\\s,])${name}=([^\\s,]+)`).exec(output)?.[1];
  const leap = value('leap');
  const stratum = Number(value('stratum') ?? Number.NaN);
  const offset = Number(value('offset') ?? Number.NaN);
  if (leap === undefined || !Number.isInteger(stratum) || Math.abs(stratum) > 255) {
    throw new ProbeError('unparsable', 'ntpq tells neither leap nor stratum');
  }
  // 11 (binary) or 3 or a word, by version: the alarm condition.
  const alarm = /^(?:11|3|leap_alarm)$/.test(leap);
  const reference = value('refid') ?? '';
  const localClock = /^(?:LOCAL|LOCL|\.LOCL\.|127\.127\.1\.\d+)$/.test(reference);
  const synchronized = !alarm && !localClock && stratum > 0 && stratum < 16;
  return {
    synchronized,
    stratum,
    offsetMs: synchronized && Number.isFinite(offset) && Math.abs(offset) < 1e12 ? -offset || 0 : null,
    lastSyncAt: synchronized ? referenceInstant(value('reftime')) : null,
  };
}

/**
 * `ntpq -p -n -w`: a tally mark, then remote, refid, stratum, type, when, poll, reach (octal), delay, offset,
 * jitter. `*` is followed, `o` too (with a pulse per second). Refclocks are shown as 127.127.x.y or NAME(n).
 */
export function parsePeers(output: string): TimeSync['sources'] {
  // A name that is too long for its column stands on a line of its own.
  const joined = output.replaceAll(/^(.[^\s]{16,255})\n +/gm, '$1 ');
  const sources = joined.split('\n').flatMap((line): TimeSync['sources'] => {
    const found = /^([ *o+#x.\-~])(\S+) +(\S+) +(\d{1,2}) +\S +\S+ +\S+ +([0-7]{1,3}) /.exec(line);
    const [, tally, remote, , stratum, reach] = found ?? [];
    if (tally === undefined || remote === undefined || reach === undefined) return [];
    const refclock = /^127\.127\.|^[A-Z_]+\(\d+\)$/.test(remote);
    return [
      {
        name: remote.slice(0, 255),
        type: refclock ? 'refclock' : 'server',
        selected: tally === '*' || tally === 'o',
        reachable: Number.parseInt(reach, 8) > 0,
        stratum: Number(stratum),
      },
    ];
  });
  return sources.toSorted((a, b) => Number(b.selected) - Number(a.selected)).slice(0, 100);
}

/** Hexadecimal NTP seconds and fraction, then a date for people. All zero = never. */
function referenceInstant(reftime: string | undefined): string | null {
  const found = /^(?:0x)?([0-9a-f]{8})\.([0-9a-f]{8})$/i.exec(reftime ?? '');
  if (!found?.[1] || !found[2]) return null;
  const seconds = Number.parseInt(found[1], 16);
  if (seconds === 0) return null;
  // Values below 2^31 belong to the era that starts in 2036.
  const unix = (seconds < 2 ** 31 ? seconds + 2 ** 32 : seconds) - ntpToUnix;
  return new Date(Math.round((unix + Number.parseInt(found[2], 16) / 2 ** 32) * 1000)).toISOString();
}
