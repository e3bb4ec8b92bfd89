import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { LocalAccounts } from './schema.ts';

export type LoginRecords = {
  /** Milliseconds since 1970, by name of the account. */
  lastByName: Map<string, number>;
  records: LocalAccounts['loginRecords'];
};

/** Sizes differ with the width of the clock that the processor's ABI keeps in these files. */
export type RecordLayout = { lastlogBytes: number; wtmpBytes: number; wideClock: boolean };

const narrow: RecordLayout = { lastlogBytes: 292, wtmpBytes: 384, wideClock: false };
const wide: RecordLayout = { lastlogBytes: 296, wtmpBytes: 400, wideClock: true };
/** By the machine number of ELF: i386 and x86-64 keep 32 bits on purpose, AArch64 and RISC-V have 64. */
const layoutByMachine: Record<number, RecordLayout> = { 3: narrow, 62: narrow, 183: wide, 243: wide };

/** The newest sign-ins matter: of a longer file only the end is read. */
const maxWtmpBytes = 1024 * 1024;
const maxLastlogBytes = 2 * 1024 * 1024;
const dayMs = 86_400_000;

/**
 * When accounts signed in last, as far as this system keeps records. `lastlog` goes back as long as the account
 * exists; `wtmp` starts anew every month or so. Debian 13 and openSUSE write `lastlog2` in place of both.
 */
export async function readLoginRecords(
  host: Host,
  unread: Unread[],
  users: readonly { name: string; uid: number }[],
): Promise<LoginRecords> {
  const found: LoginRecords = { lastByName: new Map(), records: [] };
  const newer = await readPart(unread, 'lastlog2', false, () => readLastlog2(host, found));
  const layout = await readPart(unread, '/bin/sh', null, () => readLayout(host));
  if (!layout) return found;
  const newestWtmp = await readWtmps(host, unread, found, layout);
  if (newer === false) {
    await readPart(unread, '/var/log/lastlog', null, () =>
      readLastlog(host, found, layout, users, newestWtmp),
    );
  }
  return found;
}

async function readLayout(host: Host): Promise<RecordLayout | null> {
  const head = await host.readFile('/bin/sh', { from: 0, maxBytes: 20 });
  const machine = head.length < 20 ? -1 : (head[18] ?? 0) + (head[19] ?? 0) * 256;
  return layoutByMachine[machine] ?? null;
}

/** Both databases are there on systems that left the old files behind; `lastlog2` shows its own as text. */
async function readLastlog2(host: Host, found: LoginRecords): Promise<boolean> {
  await host.stat('/var/lib/lastlog/lastlog2.db');
  const shown = await host.run('lastlog2', [], { timeoutMs: 5000 });
  if (shown.exitCode !== 0) throw new ProbeError('internal', `lastlog2: exit ${shown.exitCode}`);
  for (const [name, at] of parseLastlog2(shown.stdout)) keep(found, name, at);
  found.records.push({ source: 'lastlog2', since: null });
  return true;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shownAt =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2}) (\d{4})$/;

/** `alice  pts/0  192.0.2.1  Sat Nov 21 20:21:49 +0900 2026`, or `**Never logged in**`. @throws {ProbeError} */
export function parseLastlog2(output: string): Map<string, number> {
  const [header = '', ...lines] = output.split('\n');
  if (output.trim() !== '' && !/^Username\b/.test(header)) {
    throw new ProbeError('unparsable', 'lastlog2: no header');
  }
  const found = new Map<string, number>();
  for (const line of lines) {
    const name = /^\S+/.exec(line)?.[0];
    const at = shownAt.exec(line.trimEnd());
    if (!name || !at) continue;
    const [, month = '', day, hour, minute, second, sign, zoneHours, zoneMinutes, year] = at;
    const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
    const local = Date.UTC(
      Number(year),
      months.indexOf(month),
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
    found.set(name.slice(0, 128), local - offset * 60_000);
  }
  return found;
}

/** @returns when somebody signed in last, by these files */
async function readWtmps(
  host: Host,
  unread: Unread[],
  found: LoginRecords,
  layout: RecordLayout,
): Promise<number | null> {
  let newest: number | null = null;
  let since: number | null = null;
  for (const path of ['/var/log/wtmp', '/var/log/wtmp.1']) {
    const bytes = await readPart(unread, path, null, () => readTail(host, path, layout.wtmpBytes));
    if (!bytes || bytes.length < layout.wtmpBytes) continue;
    const { logins, firstAt } = parseWtmp(bytes, layout);
    for (const [name, at] of logins) {
      keep(found, name, at);
      newest = Math.max(newest ?? at, at);
    }
    if (firstAt !== null) since = Math.min(since ?? firstAt, firstAt);
  }
  if (since !== null) found.records.push({ source: 'wtmp', since: new Date(since).toISOString() });
  return newest;
}

async function readTail(host: Host, path: string, recordBytes: number): Promise<Uint8Array> {
  const { sizeBytes } = await host.stat(path);
  const records = Math.min(Math.floor(sizeBytes / recordBytes), Math.floor(maxWtmpBytes / recordBytes));
  if (records === 0) return new Uint8Array();
  const from = (Math.floor(sizeBytes / recordBytes) - records) * recordBytes;
  return host.readFile(path, { from, maxBytes: records * recordBytes });
}

/** `struct utmp` of glibc: type at 0 (7 = somebody signed in), name at 44, time at 340 or, with a wide clock, 344. */
export function parseWtmp(
  bytes: Uint8Array,
  { wtmpBytes, wideClock }: RecordLayout,
): { logins: Map<string, number>; firstAt: number | null } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const logins = new Map<string, number>();
  let firstAt: number | null = null;
  for (let at = 0; at + wtmpBytes <= bytes.length; at += wtmpBytes) {
    const seconds = wideClock ? Number(view.getBigInt64(at + 344, true)) : view.getInt32(at + 340, true);
    const instant = plausible(seconds);
    if (instant === null) continue;
    firstAt ??= instant;
    if (view.getInt16(at, true) !== 7) continue;
    const name = textAt(bytes, at + 44, 32);
    if (name !== '') logins.set(name, Math.max(logins.get(name) ?? 0, instant));
  }
  return { logins, firstAt };
}

/** One record for each user number, most of them holes. Nobody writes it any more where `wtmp` is newer. */
async function readLastlog(
  host: Host,
  found: LoginRecords,
  layout: RecordLayout,
  users: readonly { name: string; uid: number }[],
  newestWtmp: number | null,
): Promise<void> {
  const { sizeBytes, modifiedAt } = await host.stat('/var/log/lastlog');
  if (sizeBytes < layout.lastlogBytes) return;
  const bytes = await host.readFile('/var/log/lastlog', { from: 0, maxBytes: maxLastlogBytes });
  for (const { name, uid } of users) {
    const at = parseLastlog(bytes, uid, layout);
    if (at !== null) keep(found, name, at);
  }
  const isStale = newestWtmp !== null && newestWtmp > Date.parse(modifiedAt) + dayMs;
  if (!isStale && sizeBytes <= maxLastlogBytes) found.records.push({ source: 'lastlog', since: null });
}

export function parseLastlog(
  bytes: Uint8Array,
  uid: number,
  { lastlogBytes, wideClock }: RecordLayout,
): number | null {
  const at = uid * lastlogBytes;
  if (at + lastlogBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return plausible(wideClock ? Number(view.getBigInt64(at, true)) : view.getInt32(at, true));
}

/** Seconds between 1990 and 2100. */
function plausible(seconds: number): number | null {
  return seconds > 631_152_000 && seconds < 4_102_444_800 ? seconds * 1000 : null;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function keep({ lastByName }: LoginRecords, name: string, at: number): void {
  lastByName.set(name, Math.max(lastByName.get(name) ?? 0, at));
}
