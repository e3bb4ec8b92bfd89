import { own } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { listOrEmpty, readText, readTextOrNull } from './text-file.ts';

/** Highest precedence first, as systemd looks for its own files. */
const folders = ['/etc/systemd', '/run/systemd', '/usr/local/lib/systemd', '/usr/lib/systemd'];

/**
 * The settings of one section of a file of systemd, e.g. `journald.conf`: the first main file there is, then its
 * drop-ins by name from all folders, where a file in /etc hides one of the same name elsewhere. The last value of a
 * key wins.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html
 */
export async function readSystemdSection(
  host: Host,
  file: string,
  section: string,
): Promise<Map<string, string>> {
  const texts: string[] = [];
  for (const folder of folders) {
    const main = await readTextOrNull(host, `${folder}/${file}`);
    if (main === null) continue;
    texts.push(main);
    break;
  }
  const dropIns = new Map<string, string>();
  for (const folder of folders.map((name) => `${name}/${file}.d`)) {
    for (const name of await listOrEmpty(host, folder)) {
      if (name.endsWith('.conf') && !dropIns.has(name)) dropIns.set(name, `${folder}/${name}`);
    }
  }
  for (const [, path] of [...dropIns].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    texts.push(await readText(host, path));
  }
  const settings = new Map<string, string>();
  for (const text of texts) {
    for (const [key, value] of parseSection(text, section)) settings.set(key, value);
  }
  return settings;
}

/** `Key=value` lines below `[Section]`; `#` and `;` start a comment line. */
export function parseSection(text: string, section: string): Map<string, string> {
  const settings = new Map<string, string>();
  let inside = false;
  for (const line of text.split('\n').map((part) => part.trim())) {
    const header = /^\[([^\]]*)\]$/.exec(line)?.[1];
    if (header !== undefined) inside = header === section;
    else if (inside) {
      const [, key, value] = /^([A-Za-z]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) settings.set(key, value);
    }
  }
  return settings;
}

const sizeUnits: Record<string, number> = { '': 1, B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** `4G`, `512M`, `1073741824`, in bytes; null for anything else. */
export function parseSize(value: string): number | null {
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?)B?$/i.exec(value.trim()) ?? [];
  if (number === undefined || unit === undefined) return null;
  const size = Number(number) * (own(sizeUnits, unit.toUpperCase()) ?? 1);
  return Number.isSafeInteger(Math.round(size)) ? Math.round(size) : null;
}

const daySeconds = 86_400;
const timeUnits: readonly [RegExp, number][] = [
  [/^(?:s|sec|second|seconds)?$/, 1],
  [/^(?:m|min|minute|minutes)$/, 60],
  [/^(?:h|hr|hour|hours)$/, 3600],
  [/^(?:d|day|days)$/, daySeconds],
  [/^(?:w|week|weeks)$/, 7 * daySeconds],
  [/^(?:M|month|months)$/, 30.44 * daySeconds],
  [/^(?:y|year|years)$/, 365.25 * daySeconds],
];

/** A time span such as `1month 2weeks` or plain seconds, in days; null for anything else. */
export function parseDays(value: string): number | null {
  const parts = value.trim().match(/\d{1,12}(?:\.\d{1,6})?\s*[A-Za-z]*/g) ?? [];
  if (parts.length === 0 || parts.join('').replaceAll(/\s/g, '') !== value.replaceAll(/\s/g, '')) return null;
  let seconds = 0;
  for (const part of parts) {
    const [, number, unit] = /^([\d.]+)\s*([A-Za-z]*)$/.exec(part) ?? [];
    const factor = timeUnits.find(([pattern]) => pattern.test(unit ?? ''))?.[1];
    if (number === undefined || factor === undefined) return null;
    seconds += Number(number) * factor;
  }
  return seconds / daySeconds;
}
