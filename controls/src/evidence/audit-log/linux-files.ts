import { isProbeError } from '@tenken/shared';
import type { FileStatus, Host } from '@tenken/shared';
import { readTextOrNull } from '../text-file.ts';
import type { LogAccess } from './schema.ts';

const maxFiles = 200;

export type LogFile = FileStatus & { path: string };

/**
 * A log file with those it was rotated to (`NAME.1`, `NAME.2.gz`, `NAME-20261101`), oldest first; the empty ones
 * hold nothing and are left out, but for the log itself.
 */
export async function fileSet(host: Host, folder: string, name: string): Promise<LogFile[]> {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(
    String.raw`^${escaped}(?:[.-]\d{1,14})?(?:-\d{1,10})?(?:\.(?:gz|bz2|xz|zst|Z))?$`,
  );
  const names = (await host.list(folder)).filter((candidate) => pattern.test(candidate)).slice(0, maxFiles);
  const files: LogFile[] = [];
  for (const candidate of names) {
    const path = `${folder}/${candidate}`;
    try {
      const status = await host.stat(path);
      if (status.type === 'file' && (status.sizeBytes > 0 || candidate === name)) {
        files.push({ path, ...status });
      }
    } catch (error) {
      // Rotated away in the meantime.
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return files.toSorted((a, b) => Date.parse(a.modifiedAt) - Date.parse(b.modifiedAt));
}

/** A log that goes on has no silence of two months, however seldom it is rotated. */
const maxGapMs = 62 * 86_400_000;

/** From the newest back to the first long gap: what lies before it is a leftover and shows nothing of what is kept. */
export function unbroken<Item>(oldestFirst: readonly Item[], instantOf: (item: Item) => string): Item[] {
  let start = oldestFirst.length - 1;
  for (; start > 0; start -= 1) {
    const [before, after] = [oldestFirst[start - 1], oldestFirst[start]];
    if (before === undefined || after === undefined) break;
    if (Date.parse(instantOf(after)) - Date.parse(instantOf(before)) > maxGapMs) break;
  }
  return oldestFirst.slice(Math.max(0, start));
}

/** Accounts and groups that logging services use for themselves. */
const loggers = new Set([
  'root',
  'syslog',
  'adm',
  'systemd-journal',
  'systemd-network',
  'messagebus',
  'utmp',
  'wheel',
]);

/**
 * Who beyond root and the logging services may read or write these files, by their permission bits. Group reading is
 * left out: that groups such as adm exist to read logs is their purpose.
 */
export async function accessToFile(host: Host, files: readonly LogFile[]): Promise<LogAccess[]> {
  const access = new Map<string, LogAccess>();
  const add = (who: string, may: LogAccess['may']) => access.set(`${who} ${may}`, { who, may });
  const users = new Set<number>();
  const groups = new Set<number>();
  for (const { mode, uid, gid } of files) {
    if ((mode & 0o002) !== 0) add('others', 'write');
    if ((mode & 0o004) !== 0) add('others', 'read');
    if (uid !== 0) users.add(uid);
    if ((mode & 0o020) !== 0 && gid !== 0) groups.add(gid);
  }
  for (const uid of users) {
    if (!loggers.has((await nameOf(host, '/etc/passwd', uid)) ?? '')) add(`user ${uid}`, 'write');
  }
  for (const gid of groups) {
    if (!loggers.has((await nameOf(host, '/etc/group', gid)) ?? '')) add(`group ${gid}`, 'write');
  }
  return [...access.values()].slice(0, 20);
}

async function nameOf(host: Host, file: string, id: number): Promise<string | null> {
  const text = (await readTextOrNull(host, file)) ?? '';
  return new RegExp(`^([^:\\n]+):[^:\\n]*:${id}(?::|$)`, 'm').exec(text)?.[1] ?? null;
}
