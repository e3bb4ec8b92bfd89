import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { text } from '@tenken/shared';
import { archiveHashPrefix } from '../zip-writer.ts';
import { compression } from '../../zip/deflate-blocks.ts';
import { packerOf } from '../../zip/packer.ts';
import type { Level, Sizes } from '../../zip/packer.ts';
import {
  descriptor,
  descriptorFlag,
  directoryRecord,
  endRecords,
  limit32,
  localHeader,
} from '../../zip/zip-records.ts';
import type { Fault } from './fault.ts';

// For an archive that our writer wrote and that is no longer as it was: everything around the files is made again from
// what the directory says, and the first byte that differs tells whose header it is. A change there need not touch the
// content of any file.

const tailBytes = 22 + archiveHashPrefix.length + 64;
const longestName = 4096;
/** Of one entry; larger ones are not compressed again. */
const mostUnpacked = 256 * 1024 * 1024;

/** @returns the first place that is not as it was written, around the files or in how they are compressed; or none */
export async function findDamage(path: string, size: number): Promise<Fault[]> {
  const file = await open(path);
  try {
    const compressed: Compressed[] = [];
    const around = await walk(file, size, compressed);
    return around.length > 0 ? around : await otherwiseCompressed(file, compressed);
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, size: number, compressed: Compressed[]): Promise<Fault[]> {
  const directory = await directoryOf(file, size);
  if (directory === null) return [damagedEnd];
  let at = 0;
  let place = directory.start;
  for (let number = 0; number < directory.entries && place < directory.end; number += 1) {
    const record = await read(file, place, 46 + longestName);
    const header = await read(file, at, 30 + longestName);
    if (record.length < 46 || header.length < 30) break;
    const name = nameIn(record, 28, 46);
    const sizes = sizesIn(record, 16);
    const follow = (record.readUInt16LE(8) & descriptorFlag) !== 0;
    const written = directoryRecord(name, sizes, at, follow ? 'follow' : 'known');
    if (!begins(record, written)) {
      const [shown] = [nameIn(header, 26, 30), name].filter((one) => begins(header, headerLike(header, one)));
      return [damaged((shown ?? name).toString(), '目録の記録', 'its record in the directory')];
    }
    const before = localHeader(name, follow ? null : sizes);
    if (!begins(header, before)) {
      // A name that is one thing here and another there: either may be the one that was changed.
      const own = nameIn(header, 26, 30);
      const names = begins(header, headerLike(header, own)) ? [own, name] : [name];
      return [...new Set(names.map(String))].map((shown) => damaged(shown, '見出し', 'its header'));
    }
    const data = at + before.length;
    const after = follow ? descriptor(sizes) : Buffer.alloc(0);
    if (!begins(await read(file, data + sizes.packed, after.length), after)) {
      return [damaged(name.toString(), '大きさの記録', 'the record of its size')];
    }
    compressed.push({ name: name.toString(), at: data, sizes });
    at = data + sizes.packed + after.length;
    place += written.length;
  }
  const found = { entries: directory.entries, start: at, bytes: place - at };
  const end = endRecords(found, Buffer.from(archiveHashPrefix, 'latin1'), 64);
  return begins(await read(file, place, end.length), end) ? [] : [damagedEnd];
}

type Directory = { entries: number; start: number; end: number };

/** Where the directory is and how many entries it has, by the end of the archive; null where that contradicts itself. */
async function directoryOf(file: FileHandle, size: number): Promise<Directory | null> {
  const tail = await read(file, size - tailBytes, tailBytes);
  if (tail.length < tailBytes || tail.readUInt32LE(0) !== 0x0605_4b50) return null;
  const end = size - tailBytes;
  const large = await read(file, end - 76, 76);
  const isLarge = tail.readUInt16LE(10) === 0xffff || tail.readUInt32LE(16) === limit32;
  if (!isLarge) {
    const start = tail.readUInt32LE(16);
    return start + tail.readUInt32LE(12) === end ? { entries: tail.readUInt16LE(10), start, end } : null;
  }
  if (large.length < 76) return null;
  const start = Number(large.readBigUInt64LE(48));
  const isWhole = start + Number(large.readBigUInt64LE(40)) === end - 76;
  return isWhole ? { entries: Number(large.readBigUInt64LE(32)), start, end: end - 76 } : null;
}

/** The header as we would write it, were this its name and all else right. */
function headerLike(header: Buffer, name: Buffer): Buffer {
  const follow = (header.readUInt16LE(6) & descriptorFlag) !== 0;
  return localHeader(name, follow ? null : sizesIn(header, 14));
}

function sizesIn(record: Buffer, at: number): Sizes {
  return {
    crc: record.readUInt32LE(at),
    packed: record.readUInt32LE(at + 4),
    unpacked: record.readUInt32LE(at + 8),
  };
}

type Compressed = { name: string; at: number; sizes: Sizes };

/**
 * Some bits of a compressed stream can change without a change of what it unpacks to: behind its end, and in tables for
 * what does not occur. So all is compressed again. Where nearly everything differs, that is another version of zlib.
 */
async function otherwiseCompressed(file: FileHandle, entries: readonly Compressed[]): Promise<Fault[]> {
  const others: string[] = [];
  for (const { name, at, sizes } of entries) {
    if (sizes.unpacked > mostUnpacked || sizes.packed > mostUnpacked) continue;
    const packed = await read(file, at, sizes.packed);
    if (!(await isAsWritten(packed, sizes.unpacked))) others.push(name);
  }
  return others.length > 0 && others.length <= 1 + entries.length / 10
    ? others.map((name) => damaged(name, '圧縮データ', 'how it is compressed'))
    : [];
}

async function isAsWritten(packed: Buffer, unpacked: number): Promise<boolean> {
  let content: Buffer;
  try {
    content = inflateRawSync(packed, { maxOutputLength: unpacked + 1 });
  } catch {
    return false;
  }
  if (deflateRawSync(content, compression(6)).equals(packed)) return true;
  for (const level of [1, 0] as const) {
    if ((await packedAgain(content, level)).equals(packed)) return true;
  }
  return false;
}

async function packedAgain(content: Uint8Array, level: Level): Promise<Buffer> {
  const packer = packerOf(level);
  const pieces: Buffer[] = [];
  for (const piece of await packer.take(content)) pieces.push(Buffer.from(piece));
  for (const piece of await packer.end()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function nameIn(record: Buffer, lengthAt: number, from: number): Buffer {
  return record.subarray(from, from + record.readUInt16LE(lengthAt));
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  if (at < 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

function begins(bytes: Buffer, expected: Buffer): boolean {
  return bytes.subarray(0, expected.length).equals(expected);
}

function damaged(path: string, ja: string, en: string): Fault {
  return {
    path,
    code: 'archive-altered',
    explanation: text(`${ja}が書かれたときと異なる`, `${en} is not as it was written`),
  };
}

const damagedEnd = damaged('.', 'zipの末尾の記録', "the records at the archive's end");
