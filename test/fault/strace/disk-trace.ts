import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { bytesOf, pathOf, StraceReader } from './strace-line.ts';
import type { SystemCall } from './strace-line.ts';

export type DatabaseFile = 'db' | 'wal';

type Timed = { beganAt: number; endedAt: number };
export type Change = Timed &
  (
    | { type: 'write'; file: DatabaseFile; offset: number; bytes: Buffer }
    | { type: 'truncate'; file: DatabaseFile; length: number }
    | { type: 'unlink'; file: DatabaseFile }
  );
export type Sync = Timed & { type: 'sync'; file: DatabaseFile };
/** Bytes that left to a peer; `peer` is its port. */
export type Sent = Timed & { type: 'sent'; port: number; peer: number };

export type DiskEvent = Change | Sync | Sent;

/** What a collector did to its database's two files and to its connections, in order. @throws {Error} for what is not understood */
export async function readDiskTrace(trace: string, database: string): Promise<DiskEvent[]> {
  const files = new Map<string, DatabaseFile>([
    [database, 'db'],
    [`${database}-wal`, 'wal'],
  ]);
  const reader = new StraceReader();
  const events: DiskEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(trace), crlfDelay: Infinity })) {
    const call = reader.read(line);
    const event = call && eventOf(call, files);
    if (event) events.push(event);
  }
  return events;
}

function eventOf(call: SystemCall, files: ReadonlyMap<string, DatabaseFile>): DiskEvent | null {
  const { name, target, beganAt, endedAt } = call;
  const peer = /^TCP:\[[\d.]+:(\d+)->[\d.]+:(\d+)\]$/.exec(target);
  if (peer) return { type: 'sent', port: Number(peer[1]), peer: Number(peer[2]), beganAt, endedAt };
  const file = files.get(target) ?? files.get(pathOf(call));
  if (!file) return null;
  switch (name) {
    case 'pwrite64': {
      const bytes = bytesOf(call.args).subarray(0, call.result);
      return { type: 'write', file, offset: lastNumber(call), bytes, beganAt, endedAt };
    }
    case 'fsync':
    case 'fdatasync':
      return { type: 'sync', file, beganAt, endedAt };
    case 'ftruncate':
      return { type: 'truncate', file, length: lastNumber(call), beganAt, endedAt };
    case 'unlink':
      return { type: 'unlink', file, beganAt, endedAt };
    default:
      throw new Error(`SQLite used ${name} on ${file}, which this test cannot replay`);
  }
}

function lastNumber(call: SystemCall): number {
  const number = /, (\d+)$/.exec(call.args)?.[1];
  if (number === undefined) throw new Error(`no number at the end of ${call.name}`);
  return Number(number);
}
