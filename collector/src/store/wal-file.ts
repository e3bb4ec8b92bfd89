import { existsSync, readFileSync } from 'node:fs';

const headerBytes = 32;
const frameHeaderBytes = 24;
const magic = 0x377f0682;

type Frames = { salts: Buffer; valid: number; lostFrames: number };

/**
 * What is wrong with the WAL beside a database, or null.
 *
 * SQLite takes the first frame whose checksum is wrong for the end of the log, as after a crash, and says nothing:
 * committed transactions behind a damaged byte would be gone in silence. A torn end and a damaged middle differ:
 * a transaction is only written after the one before it was synced, so frames after a whole commit that stands
 * behind a wrong frame prove that the wrong one was once right. The index beside the log, which outlives a killed
 * process, tells besides how many frames there were; it is brought up to date only after the log was synced.
 *
 * File format: https://sqlite.org/fileformat2.html#walformat, https://sqlite.org/walformat.html
 */
export function walDamage(database: string): string | null {
  // The index first: meanwhile another process may only have added to the log.
  const index = readIndex(`${database}-shm`);
  const log = existsSync(`${database}-wal`) ? readFileSync(`${database}-wal`) : Buffer.alloc(0);
  if (log.length < headerBytes) {
    return index !== null && index.frames > index.checkpointed
      ? `its write-ahead log is gone, and ${index.frames - index.checkpointed} pages of it were not in the database yet`
      : null;
  }
  const frames = readFrames(log);
  if (frames === null) return 'the beginning of its write-ahead log is damaged';
  if (index?.salts.equals(frames.salts) && index.frames > frames.valid) {
    return `its write-ahead log held ${index.frames} pages, and only the first ${frames.valid} are whole`;
  }
  return frames.lostFrames > 0
    ? `page ${frames.valid + 1} of its write-ahead log is damaged, and ${frames.lostFrames} follow it`
    : null;
}

function readFrames(log: Buffer): Frames | null {
  const word = log.readUInt32BE(0);
  const bigEndian = word === magic + 1;
  if (word !== magic && !bigEndian) return null;
  const sum = new Checksum(bigEndian);
  sum.add(log, 0, 24);
  if (!sum.equals(log, 24)) return null;
  const salts = log.subarray(16, 24);
  const size = frameHeaderBytes + (log.readUInt32BE(8) === 1 ? 65_536 : log.readUInt32BE(8));
  let valid = 0;
  let at = headerBytes;
  for (; at + size <= log.length; at += size) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    sum.add(log, at, at + 8);
    sum.add(log, at + frameHeaderBytes, at + size);
    if (!sum.equals(log, at + 16)) break;
    valid += 1;
  }
  return { salts, valid, lostFrames: framesBehindCommit(log, at, size, salts) };
}

/** Frames of this log's run behind the wrong one at `from`, if a whole transaction was synced before the last of them. */
function framesBehindCommit(log: Buffer, from: number, size: number, salts: Buffer): number {
  let seen = 0;
  let committed = false;
  let proven = 0;
  for (let at = from; at + frameHeaderBytes <= log.length; at += size) {
    const ours = log.subarray(at + 8, at + 16).equals(salts);
    if (!ours && at !== from) continue;
    seen += 1;
    if (committed && ours) proven = seen - 1;
    if (ours && log.readUInt32BE(at + 4) !== 0) committed = true;
  }
  return proven;
}

/** The part that SQLite keeps in shared memory; null when it is not there, half written, or not begun. */
function readIndex(path: string): { salts: Buffer; frames: number; checkpointed: number } | null {
  const index = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (index.length < 136 || !index.subarray(0, 48).equals(index.subarray(48, 96)) || index[12] !== 1) {
    return null;
  }
  return {
    salts: index.subarray(32, 40),
    frames: index.readUInt32LE(16),
    checkpointed: index.readUInt32LE(96),
  };
}

class Checksum {
  readonly #bigEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  add(bytes: Buffer, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
    let [first, second] = [this.#first, this.#second];
    for (let at = 0; at < view.byteLength; at += 8) {
      first = (first + view.getUint32(at, !this.#bigEndian) + second) >>> 0;
      second = (second + view.getUint32(at + 4, !this.#bigEndian) + first) >>> 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
