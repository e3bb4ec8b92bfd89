import { crc32 } from 'node:zlib';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Entry } from 'yauzl';
import { foldedName, whyNotAName } from '../entry-name.ts';
import type { FaultCode } from './fault.ts';

/** Deflate cannot do better than 1032 to 1: what claims more lies. */
const highestRatio = 1033;
const unix = 3;
const regularFile = 8;
const utf8Flag = 0x0800;
/** Info-ZIP's name in UTF-8, beside one in the machine's own encoding (APPNOTE 4.6.9). */
const unicodePath = 0x7075;
/** 1980-01-01. */
const firstDay = 0x0021;

/**
 * The name of an entry: ours are UTF-8 and say so. Others leave the word out, write UTF-8 beside a name of their own
 * (Info-ZIP), or names as Windows in Japanese does. Whatever comes out is held against SHA256SUMS.
 *
 * @returns null for a name in some other encoding
 */
export function nameOf(entry: Entry): string | null {
  const bytes = entry.fileName as unknown as Buffer;
  if ((entry.generalPurposeBitFlag & utf8Flag) !== 0) return decoded(bytes, 'utf-8');
  const beside = entry.extraFields.find(({ id }) => id === unicodePath)?.data;
  if (beside && beside.length > 5 && beside.readUInt32LE(1) === crc32(bytes)) {
    return decoded(beside.subarray(5), 'utf-8');
  }
  return decoded(bytes, 'utf-8') ?? decoded(bytes, 'shift_jis');
}

/** As `unzip` and others show it; for a name that could not be read. */
export function rawName(entry: Entry): string {
  return (entry.fileName as unknown as Buffer).toString('latin1');
}

/** A folder without content: other tools write one before its files, we do not. */
export function isFolder(entry: Entry, name: string): boolean {
  return name.endsWith('/') && entry.uncompressedSize === 0 && whyNotAName(name.slice(0, -1)) === null;
}

/** Whether our own writer could have written the entry, by what it says of itself. */
export function isOurs(entry: Entry): boolean {
  return (
    entry.versionMadeBy === ((unix << 8) | 63) &&
    (entry.generalPurposeBitFlag & utf8Flag) !== 0 &&
    entry.compressionMethod === 8 &&
    entry.lastModFileTime === 0 &&
    entry.lastModFileDate === firstDay
  );
}

/**
 * Why an entry must not be unpacked, or null.
 *
 * @param folded names so far, by what is one file on Windows and macOS
 */
export function entryFault(
  entry: Entry,
  name: string | null,
  folded: Map<string, string>,
): { code: FaultCode; explanation: Text } | null {
  const why = name === null ? 'its encoding is unknown' : whyNotAName(name);
  if (why !== null || name === null) {
    return {
      code: 'name-unsafe',
      explanation: text(
        '名前が安全でない（フォルダーの外に出るか、正体を隠す）',
        `the name could leave the folder, or hides what the file is: ${why}`,
      ),
    };
  }
  const other = folded.get(foldedName(name));
  if (other !== undefined) {
    return {
      code: 'name-twice',
      explanation: text(`${other} と同じファイルになる名前である`, `it unpacks to the same file as ${other}`),
    };
  }
  folded.set(foldedName(name), name);
  const made = entry.versionMadeBy >>> 8;
  const kind = (entry.externalFileAttributes >>> 28) & 0xf;
  const isRegular = made === unix ? kind === regularFile : kind === 0 || kind === regularFile;
  const isKnown = entry.compressionMethod === 8 || entry.compressionMethod === 0;
  if (entry.isEncrypted() || !isKnown || !isRegular) {
    return {
      code: 'unreadable',
      explanation: text(
        '通常のファイルではないか、暗号化されているか、読めない圧縮方式である',
        'it is no regular file, encrypted, or compressed in a way that cannot be read here',
      ),
    };
  }
  if (entry.uncompressedSize > entry.compressedSize * highestRatio + 1024) {
    return {
      code: 'too-large',
      explanation: text(
        '展開後の大きさが圧縮後の大きさと釣り合わない',
        'its size is that of a zip bomb: no compression reaches it',
      ),
    };
  }
  return null;
}

function decoded(bytes: Uint8Array, encoding: 'utf-8' | 'shift_jis'): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
