import type { Sizes } from './packer.ts';

/** Names are UTF-8. */
const utf8Flag = 0x0800;
/** Checksum and sizes follow the data: they were not known when it began. */
export const descriptorFlag = 0x0008;
/** 1980-01-01 00:00, where the format's time begins: an archive of ours has no clock. */
const dosDate = 0x0021;
/** Regular file, rw-r--r--, as Unix tools read it. */
const attributes = (0o100644 << 16) >>> 0;
const limit16 = 0xffff;

/** From here on a number is written with 64 bits, elsewhere. */
export const limit32 = 0xffff_ffff;

/** @param sizes null: they follow the data in a descriptor */
export function localHeader(name: Buffer, sizes: Sizes | null): Buffer {
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(sizes === null ? utf8Flag | descriptorFlag : utf8Flag, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(dosDate, 12);
  if (sizes !== null) writeSizes(header, 14, sizes);
  header.writeUInt16LE(name.length, 26);
  name.copy(header, 30);
  return header;
}

/** Behind the data of an entry whose sizes were not known before. */
export function descriptor(sizes: Sizes): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x0807_4b50, 0);
  writeSizes(record, 4, sizes);
  return record;
}

/** @param offset of the entry's local header */
export function directoryRecord(
  name: Buffer,
  sizes: Sizes,
  offset: number,
  header: 'known' | 'follow',
): Buffer {
  const far = offset >= limit32;
  const record = Buffer.alloc(46 + name.length + (far ? 12 : 0));
  record.writeUInt32LE(0x0201_4b50, 0);
  // Made by version 6.3 on Unix: without it the attributes mean nothing.
  record.writeUInt16LE((3 << 8) | 63, 4);
  record.writeUInt16LE(far ? 45 : 20, 6);
  record.writeUInt16LE(header === 'follow' ? utf8Flag | descriptorFlag : utf8Flag, 8);
  record.writeUInt16LE(8, 10);
  record.writeUInt16LE(0, 12);
  record.writeUInt16LE(dosDate, 14);
  writeSizes(record, 16, sizes);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(far ? 12 : 0, 30);
  record.writeUInt32LE(attributes, 38);
  record.writeUInt32LE(far ? limit32 : offset, 42);
  name.copy(record, 46);
  if (far) {
    record.writeUInt16LE(1, 46 + name.length);
    record.writeUInt16LE(8, 48 + name.length);
    record.writeBigUInt64LE(BigInt(offset), 50 + name.length);
  }
  return record;
}

export type Directory = { entries: number; start: number; bytes: number };

/**
 * Everything behind the directory.
 *
 * @param more bytes of the comment that somebody else writes behind it
 */
export function endRecords({ entries, start, bytes }: Directory, comment: Uint8Array, more: number): Buffer {
  const isLarge = entries >= limit16 || start >= limit32 || bytes >= limit32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(isLarge ? limit16 : entries, 8);
  end.writeUInt16LE(isLarge ? limit16 : entries, 10);
  end.writeUInt32LE(isLarge ? limit32 : bytes, 12);
  end.writeUInt32LE(isLarge ? limit32 : start, 16);
  end.writeUInt16LE(comment.length + more, 20);
  return Buffer.concat([isLarge ? largeEnd({ entries, start, bytes }) : Buffer.alloc(0), end, comment]);
}

/** The end in 64 bits, and where it begins: more than 65,534 entries or 4 GiB need it. */
function largeEnd({ entries, start, bytes }: Directory): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((3 << 8) | 63, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(start + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

function writeSizes(target: Buffer, at: number, { crc, packed, unpacked }: Sizes): void {
  target.writeUInt32LE(crc, at);
  target.writeUInt32LE(packed, at + 4);
  target.writeUInt32LE(unpacked, at + 8);
}
