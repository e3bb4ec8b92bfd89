import { own, ProbeError } from '@tenken/shared';
import type { Setting } from './schema.ts';

/**
 * `apt-config dump`: one `Name "value";` a line, lists as `Name:: "value";`. All files of apt.conf.d are merged in
 * it, in apt's own order.
 */
export function parseAptConfig(output: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^([^\s"]+) "(.*)";\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new ProbeError('unparsable', 'a line of apt-config dump is no setting');
    }
    const key = name.replace(/::$/, '').toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** What the daily job of apt makes of its settings. Without any it does nothing. */
export function aptPeriodic(values: ReadonlyMap<string, string[]>): {
  does: 'install' | 'download' | 'notify' | 'nothing';
  intervalDays: number | null;
  settings: Setting[];
} {
  const settings: Setting[] = [];
  const days = (name: string, otherwise: number | null) => {
    const value = values.get(`apt::periodic::${name.toLowerCase()}`)?.at(-1);
    if (value === undefined) return otherwise;
    settings.push({ name: `APT::Periodic::${name}`, value: value.slice(0, 200), layer: 'setting' });
    return intervalOf(value);
  };
  const isOn = days('Enable', 1) !== null;
  const lists = days('Update-Package-Lists', null);
  const download = days('Download-Upgradeable-Packages', null);
  const install = days('Unattended-Upgrade', null);
  // Without fresh lists there is nothing to download or install.
  if (!isOn || lists === null) return { does: 'nothing', intervalDays: null, settings };
  if (install !== null) return { does: 'install', intervalDays: Math.max(lists, install), settings };
  if (download !== null) return { does: 'download', intervalDays: Math.max(lists, download), settings };
  return { does: 'notify', intervalDays: lists, settings };
}

/** `0` and nothing are off; `1` is a day; also `always`, `12h`, `30m`, `2d`. Null = off, or not understood. */
function intervalOf(value: string): number | null {
  if (value === 'always') return 0;
  const [, digits, unit = 'd'] = /^(\d{1,5})([smhd]?)$/.exec(value) ?? [];
  const number = Number(digits ?? 0);
  if (number === 0) return null;
  const days = own({ s: 1 / 86_400, m: 1 / 1440, h: 1 / 24, d: 1, '': 1 }, unit) ?? 1;
  return Math.round(number * days * 1000) / 1000;
}

/** Which updates unattended-upgrades takes: its origins name the archive or suite that they come from. */
export function coverageOf(values: ReadonlyMap<string, string[]>): 'all' | 'security' | 'others' | null {
  const origins = [
    ...(values.get('unattended-upgrade::origins-pattern') ?? []),
    ...(values.get('unattended-upgrade::allowed-origins') ?? []),
  ].filter((origin) => origin !== '');
  if (origins.length === 0) return null;
  if (!origins.some((origin) => /security|\bESM\b/i.test(origin) || /^(?:\*|origin=\*)$/.test(origin))) {
    return 'others';
  }
  return origins.some((origin) => /-updates\b/.test(origin)) ? 'all' : 'security';
}
