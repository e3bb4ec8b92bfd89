import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseDays, parseSize, readSystemdSection } from '../systemd-config.ts';
import { listOrEmpty } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { accessToFile, unbroken } from './linux-files.ts';
import type { LogFile } from './linux-files.ts';
import { unknownLog } from './schema.ts';
import type { Log } from './schema.ts';

const maxFiles = 200;
const headerBytes = 208;

/**
 * The journal of systemd, as its files show it: `Storage=auto` says nothing by itself, and a drop-in that forwards
 * to syslog is no proof of a syslog service. Null where there is no journal.
 */
export async function readJournal(
  host: Host,
  unread: Unread[],
  running: boolean | null,
): Promise<Log | null> {
  const config = await readPart(unread, 'journald.conf', new Map<string, string>(), () =>
    readSystemdSection(host, 'journald.conf', 'Journal'),
  );
  for (const [kept, root] of [
    ['disk', '/var/log/journal'],
    ['memory', '/run/log/journal'],
  ] as const) {
    const log = await readPart(unread, root, null, () => readFolder(host, root));
    if (unread.some(({ what }) => what === root)) return null;
    if (!log) continue;
    return { ...log, written: running, kept, ...limits(config ?? new Map(), kept) };
  }
  if (running === true) {
    return { ...unknownLog, log: 'journal', path: '/run/log/journal', written: true, kept: 'nowhere' };
  }
  return null;
}

/** Below the root lies one folder for each machine whose journal is kept here; the one that is this machine's counts. */
async function readFolder(host: Host, root: string): Promise<Log | null> {
  const folders = (await listOrEmpty(host, root)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const own = new TextDecoder().decode(await machineId(host)).trim();
  const folder = folders.includes(own)
    ? `${root}/${own}`
    : folders.length === 1
      ? `${root}/${folders[0]}`
      : null;
  if (folder === null) return null;
  const names = await host.list(folder);
  const journals = names.filter((name) => /^system(@[^/]*)?\.journal~?$/.test(name)).slice(0, maxFiles);
  if (!journals.includes('system.journal')) return null;
  const files: LogFile[] = [];
  for (const name of journals) {
    try {
      files.push({ path: `${folder}/${name}`, ...(await host.stat(`${folder}/${name}`)) });
    } catch (error) {
      // Removed in the meantime to make room.
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  const active = `${folder}/system.journal`;
  const header = parseJournalHeader(await host.readFile(active, { from: 0, maxBytes: headerBytes }));
  const starts = [...journals.map(instantInName), header.headAt].filter((instant) => instant !== null);
  return {
    ...unknownLog,
    log: 'journal',
    path: folder,
    newestAt: header.tailAt,
    oldestAt: unbroken(starts.toSorted(), (instant) => instant)[0] ?? null,
    usedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    timestamps: 'instant',
    sealed: names.includes('fss'),
    access: await accessToFile(host, files),
  };
}

async function machineId(host: Host): Promise<Uint8Array> {
  try {
    return await host.readFile('/etc/machine-id', { maxBytes: 64 });
  } catch (error) {
    if (isProbeError(error, 'not-found')) return new Uint8Array();
    throw error;
  }
}

/** `system@FILE-SEQNUM-MICROSECONDS.journal`, both numbers in hexadecimal: the first record of an archived file. */
export function instantInName(name: string): string | null {
  const hex = /^system@[0-9a-f]{32}-[0-9a-f]{16}-([0-9a-f]{16})\.journal$/.exec(name)?.[1];
  return hex === undefined ? null : instantOf(BigInt(`0x${hex}`));
}

/**
 * Times of the first and the last record, from the head of a journal file; the file's own time does not move, as
 * it is written through memory.
 *
 * @see https://systemd.io/JOURNAL_FILE_FORMAT/
 */
export function parseJournalHeader(bytes: Uint8Array): { headAt: string | null; tailAt: string | null } {
  if (bytes.length < headerBytes || new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== 'LPKSHHRH') {
    throw new ProbeError('unparsable', 'a journal file does not begin as one');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    headAt: instantOf(view.getBigUint64(184, true)),
    tailAt: instantOf(view.getBigUint64(192, true)),
  };
}

function instantOf(microseconds: bigint): string | null {
  const ms = Number(microseconds / 1000n);
  // Before 2000 or after 2100: nothing was written yet, or this is no time.
  return ms > 946_684_800_000 && ms < 4_102_444_800_000 ? new Date(ms).toISOString() : null;
}

/** Unless told, the journal takes a tenth of its disk, 4 GiB at most: no number that can be known from here. */
function limits(
  config: ReadonlyMap<string, string>,
  kept: 'disk' | 'memory',
): Pick<Log, 'limitBytes' | 'keepsDays' | 'whenFull'> {
  const size = parseSize(config.get(kept === 'disk' ? 'SystemMaxUse' : 'RuntimeMaxUse') ?? '');
  const days = parseDays(config.get('MaxRetentionSec') ?? '');
  return { limitBytes: size, keepsDays: days === 0 ? null : days, whenFull: 'overwrite' };
}
