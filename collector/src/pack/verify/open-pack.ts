import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TenkenError, text } from '@tenken/shared';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { layout } from '../layout.ts';
import { archiveHashPrefix } from '../zip-writer.ts';
import { entryFault, isFolder, isOurs, nameOf, rawName } from './archive-entry.ts';
import { findDamage } from './damage.ts';
import type { Fault } from './fault.ts';

/** A million files is more than any pack has. */
const mostEntries = 2_000_000;

export type OpenedPack = {
  entries: ReadonlyMap<string, Entry>;
  faults: Fault[];
  /** @throws {Error} when the bytes cannot be unpacked or are not as many as the directory says */
  read: (entry: Entry) => Promise<Readable>;
  /** A small file as a whole. @throws {RangeError} when it is larger than `limit` */
  readAll: (path: string, limit: number) => Promise<Buffer | null>;
  close: () => void;
};

/**
 * Opens an archive of anybody. Names that could leave a folder, be two files at once, or hide what they are, and sizes
 * that a bomb would have, are faults; such entries are never unpacked.
 *
 * @throws {TenkenError} `pack-unreadable` when there is no file or no zip archive
 */
export async function openPack(path: string): Promise<OpenedPack> {
  const size = await sizeOf(path);
  const seal = await sealOf(path, size);
  let zip: ZipFile;
  try {
    // Names are checked here, all of them, and not only the first that yauzl would refuse.
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (cause) {
    if (seal === 'none') throw unreadable(path, cause);
    // What ends as a pack does was one.
    return nothingIn([brokenDirectory(cause), ...(await findDamage(path, size))]);
  }
  const { entries: found, faults, isForeign } = await entriesOf(zip, size);
  const isRepacked = seal === 'none' || isForeign;
  const entries = isRepacked ? withoutTopFolder(found) : found;
  if (seal === 'broken' && !isForeign) faults.push(altered, ...(await findDamage(path, size)));
  else if (isRepacked) faults.push(repacked);
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

type Entries = { entries: Map<string, Entry>; faults: Fault[]; isForeign: boolean };

/** `isForeign`: another tool has written the archive. */
async function entriesOf(zip: ZipFile, size: number): Promise<Entries> {
  const entries = new Map<string, Entry>();
  const folded = new Map<string, string>();
  const faults: Fault[] = [];
  let foreign = 0;
  let packed = 0;
  try {
    if (zip.entryCount > mostEntries) throw new RangeError(`${zip.entryCount} entries`);
    for await (const entry of zip.eachEntry()) {
      if (!isOurs(entry)) foreign += 1;
      const name = nameOf(entry);
      if (name !== null && !isOurs(entry) && isFolder(entry, name)) continue;
      const fault = entryFault(entry, name, folded);
      if (fault) faults.push({ path: name ?? rawName(entry), ...fault });
      else entries.set(name ?? '', entry);
      packed += entry.compressedSize;
      // Entries that share bytes unpack to more than the archive could hold.
      if (packed > size) throw new RangeError('its entries overlap');
    }
  } catch (error) {
    faults.push(brokenDirectory(error));
  }
  // One entry of many that looks foreign is ours, and a byte of it was changed.
  return { entries, faults, isForeign: foreign > 1 };
}

/** Who unpacks a pack into a folder and packs that folder has one folder around everything. */
function withoutTopFolder(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  if (entries.has(layout.sums)) return entries;
  const [first = ''] = entries.keys();
  const folder = first.slice(0, first.indexOf('/') + 1);
  if (folder === '' || ![...entries.keys()].every((name) => name.startsWith(folder))) return entries;
  return new Map([...entries].map(([name, entry]) => [name.slice(folder.length), entry]));
}

function nothingIn(faults: Fault[]): OpenedPack {
  return {
    entries: new Map(),
    faults,
    read: () => Promise.reject(new RangeError('no entry')),
    readAll: () => Promise.resolve(null),
    close: () => {},
  };
}

/** Whether the archive ends with the hash of everything before it. */
async function sealOf(path: string, size: number): Promise<'good' | 'broken' | 'none'> {
  const spelled = await spelledHash(path, size);
  if (spelled === null) return 'none';
  const hash = createHash('sha256');
  const stream = createReadStream(path, { end: size - 65, highWaterMark: 1024 * 1024 });
  stream.on('data', (chunk) => hash.update(chunk));
  await once(stream, 'end');
  return hash.digest('hex') === spelled ? 'good' : 'broken';
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

const altered: Fault = {
  path: '.',
  code: 'archive-altered',
  explanation: text(
    'zipのどこかのバイトが変わっている（末尾の照合値と一致しない）',
    'a byte of the archive was changed: it does not agree with the hash at its end',
  ),
};

const repacked: Fault = {
  path: '.',
  code: 'archive-repacked',
  explanation: text(
    '書き出されたzipではない（別のソフトで作り直されたか、末尾の照合値が取り除かれた）',
    'this is not the archive that was written: another tool has packed it again, or took off the hash at its end',
  ),
};

function brokenDirectory(cause: unknown): Fault {
  return {
    path: '.',
    code: 'archive-altered',
    explanation: text(
      'zipの目録が壊れている',
      `the directory of the archive is damaged (${(cause as Error).message})`,
    ),
  };
}

function unreadable(path: string, cause: unknown): TenkenError {
  return new TenkenError(
    'pack-unreadable',
    `${path} cannot be read as an evidence pack: ${(cause as Error).message.replace(/\.+$/, '')}. Check the path, and that the file was copied whole.`,
    { cause },
  );
}
