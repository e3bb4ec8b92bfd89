import { ProbeError } from '@tenken/shared';
import type { Supply } from './schema.ts';

type Told = Omit<Supply, 'name' | 'source' | 'kind'>;

export const silent: Told = {
  connected: false,
  power: null,
  batteryLow: null,
  replaceBattery: null,
  chargePercent: null,
};

/** A battery of the machine's own, of which nothing more is told. */
export function ownBattery(name: string): Supply {
  return { name: name.slice(0, 100), source: 'system', kind: 'battery', ...silent, connected: true };
}

/**
 * `upsc NAME`: `variable: value` lines; `ups.status` is a list of words.
 *
 * @see https://networkupstools.org/docs/developer-guide.chunked/_status_data.html
 */
export function parseUpsc(output: string): Told {
  const value = (name: string) =>
    output
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
      .trim();
  const status = value('ups.status');
  if (status === undefined) throw new ProbeError('unparsable', 'upsc tells no ups.status');
  const words = new Set(status.split(/\s+/));
  // On bypass the mains go straight through, and nothing takes over when they fail.
  const passesThrough = words.has('BYPASS') || words.has('OFF');
  return {
    connected: true,
    power: words.has('OB') ? 'battery' : words.has('OL') && !passesThrough ? 'mains' : null,
    batteryLow: words.has('LB'),
    replaceBattery: words.has('RB'),
    chargePercent: percent(value('battery.charge')),
  };
}

/** Bits of apcupsd's `STATFLAG` (include/defines.h of apcupsd 3.14). */
const bits = { online: 0x8, onBattery: 0x10, low: 0x40, replace: 0x80, lost: 0x100 };

/** `apcaccess -u`: `NAME : value` lines without units. */
export function parseApcaccess(output: string): Told {
  const value = (name: string) => new RegExp(`^${name} {0,9}: (.{0,100})$`, 'm').exec(output)?.[1]?.trim();
  const flags = Number(value('STATFLAG') ?? Number.NaN);
  if (!Number.isInteger(flags)) throw new ProbeError('unparsable', 'apcaccess tells no STATFLAG');
  const has = (bit: number) => Math.floor(flags / bit) % 2 === 1;
  if (has(bits.lost)) return silent;
  return {
    connected: true,
    power: has(bits.onBattery) ? 'battery' : has(bits.online) ? 'mains' : null,
    batteryLow: has(bits.low),
    replaceBattery: has(bits.replace),
    chargePercent: percent(value('BCHARGE')),
  };
}

/**
 * `pmset -g batt`: a line for each source, ` -NAME (id=1)<tab>80%; discharging; 3:10 remaining present: true`. In
 * English on every Mac.
 */
export function parsePmset(output: string): Supply[] {
  if (!output.startsWith('Now drawing from ')) {
    throw new ProbeError('unparsable', 'pmset does not say what the machine draws from');
  }
  const supplies: Supply[] = [];
  for (const line of output.split('\n')) {
    const found = /^ -(.{1,100}?)\s{0,5}\(id=\d{1,12}\)\s{1,5}(\d{1,3})%; ([^;]{1,60})/.exec(line);
    if (!found) continue;
    const [, name = '', charge, state = ''] = found;
    if (name.startsWith('InternalBattery')) {
      supplies.push(ownBattery(name));
      continue;
    }
    supplies.push({
      name,
      source: 'system',
      kind: 'ups',
      connected: true,
      power: state.startsWith('discharging') ? 'battery' : 'mains',
      batteryLow: null,
      replaceBattery: null,
      chargePercent: percent(charge),
    });
  }
  return supplies.slice(0, 16);
}

export function percent(value: string | undefined): number | null {
  const number = Number(value);
  return value !== undefined && value !== '' && number >= 0 && number <= 100 ? Math.round(number) : null;
}
