import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TenkenError } from '@tenken/shared';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { foldedName, whyNotAName } from '../entry-name.ts';
import { archiveHashPrefix } from '../zip-writer.ts';

/** What is wrong with a pack, and where. */
export type Fault = {
  /** The file in the pack, or the pack itself as `.`. */
  path: string;
  code:
    | 'archive-altered'
    | 'name-unsafe'
    | 'name-twice'
    | 'unreadable'
    | 'too-large'
    | 'missing'
    | 'not-listed'
    | 'altered'
    | 'manifest-differs'
    | 'signature-bad'
    | 'certificate-bad'
    | 'statement-bad'
    | 'evidence-unsigned'
    | 'not-what-was-expected';
  /** In Japanese. */
  explanation: string;
};

export type OpenedPack = {
  entries: ReadonlyMap<string, Entry>;
  faults: Fault[];
  /** @throws {Error} when the bytes cannot be unpacked or are not as many as the directory says */
  read: (entry: Entry) => Promise<Readable>;
  /** A small file as a whole. @throws {RangeError} when it is larger than `limit` */
  readAll: (path: string, limit: number) => Promise<Buffer | null>;
  close: () => void;
};

/** A million files is more than any pack has. */
const mostEntries = 2_000_000;
/** Deflate cannot do better than 1032 to 1: what claims more lies. */
const highestRatio = 1033;

/**
 * Opens an archive of anybody. Names that could leave a folder, be two files at once, or hide what they are, and sizes
 * that a bomb would have, are faults; such entries are never unpacked.
 *
 * @throws {TenkenError} `pack-unreadable` when there is no file or no zip archive
 */
export async function openPack(path: string): Promise<OpenedPack> {
  const size = await sizeOf(path);
  const wrong = await archiveFault(path, size);
  let zip: ZipFile;
  try {
    // Names are checked here, all of them, and not only the first that yauzl would refuse.
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (cause) {
    if ((await spelledHash(path, size)) === null) throw unreadable(path, cause);
    // What ends as a pack does was one.
    return nothingIn(`zipとして読めない (${(cause as Error).message})`, wrong);
  }
  const entries = new Map<string, Entry>();
  const folded = new Map<string, string>();
  const faults: Fault[] = [];
  let packed = 0;
  try {
    if (zip.entryCount > mostEntries) throw new RangeError(`${zip.entryCount} entries`);
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      const fault = faultOf(entry, name, folded);
      if (fault) faults.push(fault);
      else entries.set(name ?? '', entry);
      packed += entry.compressedSize;
      // Entries that share bytes unpack to more than the archive could hold.
      if (packed > size) throw new RangeError('its entries overlap');
    }
  } catch (error) {
    faults.push(altered(`zipの目録が壊れている (${(error as Error).message})`));
  }
  if (wrong) faults.push(wrong);
  const read = (entry: Entry) => zip.openReadStreamPromise(entry);
  return {
    entries,
    faults,
    read,
    async readAll(name, limit) {
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.uncompressedSize > limit) throw new RangeError(`${entry.uncompressedSize} bytes`);
      const chunks: Buffer[] = [];
      for await (const chunk of await read(entry)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    close: () => zip.close(),
  };
}

function nothingIn(explanation: string, wrong: Fault | null): OpenedPack {
  return {
    entries: new Map(),
    faults: [altered(explanation), ...(wrong ? [wrong] : [])],
    read: () => Promise.reject(new RangeError('no entry')),
    readAll: () => Promise.resolve(null),
    close: () => {},
  };
}

/** Our names are UTF-8 and say so. @returns null for any other */
function nameOf(entry: Entry): string | null {
  const bytes = entry.fileName as unknown as Buffer;
  if ((entry.generalPurposeBitFlag & 0x0800) === 0) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function faultOf(entry: Entry, name: string | null, folded: Map<string, string>): Fault | null {
  const shown = name ?? (entry.fileName as unknown as Buffer).toString('latin1');
  const why = name === null ? 'it is not UTF-8' : whyNotAName(name);
  if (why !== null || name === null) {
    return { path: shown, code: 'name-unsafe', explanation: `名前が安全でない (${why})` };
  }
  const other = folded.get(foldedName(name));
  if (other !== undefined) {
    return { path: name, code: 'name-twice', explanation: `${other} と同じファイルになる名前である` };
  }
  folded.set(foldedName(name), name);
  const kind = (entry.externalFileAttributes >>> 28) & 0xf;
  if (entry.isEncrypted() || (entry.compressionMethod !== 8 && entry.compressionMethod !== 0) || kind !== 8) {
    return { path: name, code: 'unreadable', explanation: '通常のファイルではない、又は暗号化されている' };
  }
  if (entry.uncompressedSize > entry.compressedSize * highestRatio + 1024) {
    return { path: name, code: 'too-large', explanation: '展開後の大きさが圧縮後の大きさと釣り合わない' };
  }
  return null;
}

/** The comment at the end spells the hash of everything before it. */
async function archiveFault(path: string, size: number): Promise<Fault | null> {
  const spelled = await spelledHash(path, size);
  if (spelled === null) return altered('zipの末尾に照合値がない（作り直されたか、書き換えられた）');
  const hash = createHash('sha256');
  const stream = createReadStream(path, { end: size - 65, highWaterMark: 1024 * 1024 });
  stream.on('data', (chunk) => hash.update(chunk));
  await once(stream, 'end');
  return hash.digest('hex') === spelled
    ? null
    : altered('zipのどこかのバイトが変わっている（末尾の照合値と一致しない）');
}

/** @returns null where the file does not end as a pack does */
async function spelledHash(path: string, size: number): Promise<string | null> {
  const tail = archiveHashPrefix.length + 64;
  if (size < tail) return null;
  const file = await open(path);
  const end = Buffer.alloc(tail);
  try {
    await file.read(end, 0, tail, size - tail);
  } finally {
    await file.close();
  }
  const comment = end.toString('latin1');
  return comment.startsWith(archiveHashPrefix) ? comment.slice(archiveHashPrefix.length) : null;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is no file');
    return found.size;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function altered(explanation: string): Fault {
  return { path: '.', code: 'archive-altered', explanation };
}

function unreadable(path: string, cause: unknown): TenkenError {
  return new TenkenError(
    'pack-unreadable',
    `${path} cannot be read as an evidence pack: ${(cause as Error).message}. Check the path, and that the file was copied whole.`,
    { cause },
  );
}
