import { ProbeError } from '@tenken/shared';
import type { ClientState, TimeSync } from './schema.ts';

/** chrony's way to say 'my own clock': `local stratum N` looks healthy in every other field. */
const noSource = new Set(['7F7F0101', '00000000']);

/**
 * `chronyc -c -n tracking`. The CSV sign is the reverse of the text form: negative = the clock is fast.
 *
 * @see https://chrony-project.org/doc/4.6/chronyc.html
 */
export function parseTracking(csv: string): Omit<ClientState, 'sources'> {
  const fields = csv.trim().split(',');
  const [referenceId, , stratum, referenceTime, systemOffset] = fields;
  const leap = fields[13];
  if (fields.length < 14 || !referenceId || stratum === undefined || !leap) {
    throw new ProbeError('unparsable', `chronyc tracking has ${fields.length} fields, not 14`);
  }
  const at = number(referenceTime, 'reference time');
  const layer = Math.trunc(number(stratum, 'stratum'));
  const sourced =
    !noSource.has(referenceId.toUpperCase()) && leap !== 'Not synchronised' && layer > 0 && layer < 16;
  return {
    synchronized: sourced,
    stratum: layer,
    offsetMs: sourced ? Math.round(-1e6 * number(systemOffset, 'system offset')) / 1000 || 0 : null,
    lastSyncAt: sourced && at > 0 ? instant(at) : null,
  };
}

/** `chronyc -c -N sources`: mode, state, name, stratum, poll, reach (octal), … At most 100 of them. */
export function parseSources(csv: string): TimeSync['sources'] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  const sources = lines.map((line) => {
    const [mode, state, name, stratum, , reach] = line.split(',');
    if (!mode || !state || !name || reach === undefined || !/^[0-7]{1,4}$/.test(reach)) {
      throw new ProbeError('unparsable', 'a line of chronyc sources has too few fields');
    }
    return {
      name: name.slice(0, 255),
      type: mode === '#' ? ('refclock' as const) : ('server' as const),
      selected: state === '*',
      reachable: Number.parseInt(reach, 8) > 0,
      stratum: Math.trunc(number(stratum, 'stratum')),
    };
  });
  // The followed one stays, however many there are.
  return sources.toSorted((a, b) => Number(b.selected) - Number(a.selected)).slice(0, 100);
}

function number(field: string | undefined, what: string): number {
  const value = Number(field);
  if (field === undefined || field.trim() === '' || !Number.isFinite(value) || Math.abs(value) > 1e12) {
    throw new ProbeError('unparsable', `chronyc gives no number for ${what}`);
  }
  return value;
}

function instant(seconds: number): string {
  const at = new Date(Math.round(seconds * 1000));
  // Beyond year 9999 the ISO form has a sign and six digits, which no reader of ours accepts.
  if (!(seconds < 253_402_300_800)) {
    throw new ProbeError('unparsable', 'chronyc gives an impossible reference time');
  }
  return at.toISOString();
}
