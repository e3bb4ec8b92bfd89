import type { Host } from '@tenken/shared';
import { listOrEmpty, readText, readTextOrNull } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { accessToFile, fileSet, unbroken } from './linux-files.ts';
import { keptDays, parseLogrotate, rotationOf } from './logrotate.ts';
import type { RotationRules } from './logrotate.ts';
import { unknownLog } from './schema.ts';
import type { Log } from './schema.ts';

const folder = '/var/log';
/** Debian, Red Hat, SUSE: where the messages of `authpriv` go. */
const names = ['auth.log', 'secure', 'messages'];
const sampleBytes = 4096;

/** The text file that logins are written to; null where there is none. */
export async function readAuthFile(
  host: Host,
  unread: Unread[],
  written: boolean | null,
): Promise<Log | null> {
  const present = (await readPart(unread, folder, null, () => listOrEmpty(host, folder))) ?? [];
  const name = names.find((candidate) => present.includes(candidate));
  if (name === undefined) return null;
  const path = `${folder}/${name}`;
  return readPart(unread, path, null, async () => {
    const files = await fileSet(host, folder, name);
    const current = files.find((file) => file.path === path);
    const [oldest] = unbroken(files, ({ modifiedAt }) => modifiedAt);
    if (!current || !oldest) return null;
    const tail = await sample(host, path, Math.max(0, current.sizeBytes - sampleBytes));
    const rotation = await readPart(unread, 'logrotate.conf', null, () => readRotation(host, path));
    return {
      ...unknownLog,
      log: 'auth',
      path,
      written,
      newestAt: current.sizeBytes > 0 ? current.modifiedAt : (files.at(-2)?.modifiedAt ?? null),
      oldestAt: await oldestRecord(host, oldest.path, oldest.modifiedAt),
      usedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      keepsDays: rotation && keptDays(rotation),
      whenFull: rotation === null ? 'unlimited' : 'overwrite',
      timestamps: timestampsOf(tail),
      access: await accessToFile(host, files),
    };
  });
}

/** The first record of the oldest file; of a packed one its last, which is the time of the file. */
async function oldestRecord(host: Host, path: string, modifiedAt: string): Promise<string> {
  if (/\.(?:gz|bz2|xz|zst|Z)$/.test(path)) return modifiedAt;
  const line = (await sample(host, path, 0)).split('\n', 1)[0] ?? '';
  return instantOfLine(line, new Date(modifiedAt)) ?? modifiedAt;
}

async function sample(host: Host, path: string, from: number): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { from, maxBytes: sampleBytes }));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line's own time; one without a year lies within the year before the file was last written. */
export function instantOfLine(line: string, writtenAt: Date): string | null {
  const full = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))\s/.exec(line)?.[1];
  if (full !== undefined) {
    const ms = Date.parse(full);
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  }
  const [, name, day, hour, minute, second] =
    /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)\s/.exec(line) ?? [];
  const month = months.indexOf(name ?? '');
  if (month < 0) return null;
  const inYear = (year: number) =>
    Date.UTC(year, month, Number(day), Number(hour), Number(minute), Number(second));
  const year = writtenAt.getUTCFullYear();
  // Its zone is not told either: a line may seem to be up to 14 hours later than the file.
  const isLater = inYear(year) > writtenAt.getTime() + 14 * 3_600_000;
  return new Date(inYear(isLater ? year - 1 : year)).toISOString();
}

/** How the last complete line begins; null for an empty file. */
export function timestampsOf(tail: string): Log['timestamps'] {
  const line = tail.split('\n').findLast((candidate) => candidate.trim() !== '');
  if (line === undefined) return null;
  // RFC 5424 puts priority and version in front.
  if (/^(?:<\d{1,3}>1 )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)\s/.test(line)) {
    return 'instant';
  }
  if (/^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\s/.test(line)) return 'no-year';
  return 'none';
}

const mainFiles = ['/etc/logrotate.conf', '/usr/etc/logrotate.conf'];

/** Null where logrotate does not handle the file, or is not there. */
async function readRotation(host: Host, path: string): Promise<ReturnType<typeof rotationOf>> {
  for (const main of mainFiles) {
    const text = await readTextOrNull(host, main);
    if (text === null) continue;
    const { defaults, blocks } = parseLogrotate(text);
    const all: RotationRules['blocks'] = [...blocks];
    for (const [, target = ''] of text.matchAll(/^\s*include\s+(\S+)\s*$/gm)) {
      for (const included of await includedFiles(host, target)) {
        all.push(...parseLogrotate(await readText(host, included), defaults).blocks);
      }
    }
    return rotationOf(all, path);
  }
  return null;
}

/** Of a folder all files but those that packagers and editors leave behind. */
async function includedFiles(host: Host, target: string): Promise<string[]> {
  const files = await listOrEmpty(host, target);
  return files
    .filter(
      (name) =>
        !/^\.|~$|,v$|\.(?:bak|disabled|dpkg-\w+|rpm(?:orig|save|new)|swp|cfsaved|ucf-\w+)$/.test(name),
    )
    .slice(0, 300)
    .map((name) => `${target}/${name}`);
}
