import { ProbeError } from '@tenken/shared';
import type { TimeSync } from './schema.ts';

/** chrony's way to say 'my own clock': `local stratum N` looks healthy in every other field. */
const noSource = new Set(['7F7F0101', '00000000']);

/**
 * `chronyc -c -n tracking`. The CSV sign is the reverse of the text form: negative = the clock is fast.
 *
 * @see https://chrony-project.org/doc/4.6/chronyc.html
 */
export function parseTracking(csv: string): Pick<TimeSync, 'synchronized' | 'stratum' | 'offsetMs' | 'lastSyncAt'> {
  const fields = csv.trim().split(',');
  const [referenceId, , stratum, referenceTime, systemOffset] = fields;
  const leap = fields[13];
  if (fields.length < 14 || !referenceId || stratum === undefined || leap === undefined) {
    throw new ProbeError('unparsable', `chronyc tracking has ${fields.length} fields, not 14`);
  }
  const at = number(referenceTime, 'reference time');
  const sourced = !noSource.has(referenceId.toUpperCase()) && leap !== 'Not synchronised';
  return {
    synchronized: sourced,
    stratum: Math.trunc(number(stratum, 'stratum')),
    offsetMs: sourced ? -1000 * number(systemOffset, 'system offset') || 0 : null,
    lastSyncAt: at > 0 ? new Date(Math.round(at * 1000)).toISOString() : null,
  };
}

/** `chronyc -c -N sources`: mode, state, name, stratum, poll, reach (octal), … */
export function parseSources(csv: string): TimeSync['sources'] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(0, 100).map((line) => {
    const [, state, name, stratum, , reach] = line.split(',');
    if (state === undefined || !name || reach === undefined) {
      throw new ProbeError('unparsable', 'a line of chronyc sources has too few fields');
    }
    return {
      name: name.slice(0, 255),
      selected: state === '*',
      reachable: Number.parseInt(reach, 8) > 0,
      stratum: Math.trunc(number(stratum, 'stratum')),
    };
  });
}

function number(field: string | undefined, what: string): number {
  const value = Number(field);
  if (field === undefined || field.trim() === '' || !Number.isFinite(value) || Math.abs(value) > 1e12) {
    throw new ProbeError('unparsable', `chronyc gives no number for ${what}`);
  }
  return value;
}
