import { promisify } from 'node:util';
import { crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import type { ZlibOptions } from 'node:zlib';
import { compression } from './deflate-blocks.ts';
import type { Packed } from './packed-file.ts';
import { packerOf } from './packer.ts';
import type { Level, Piece, Sizes } from './packer.ts';
import { descriptor, directoryRecord, endRecords, limit32, localHeader } from './zip-records.ts';

/** The directory of an archive under way: written at the end, so kept aside. Pieces read are used at once. */
export type DirectorySpill = { write(bytes: Uint8Array): Promise<void>; read(): AsyncIterable<Uint8Array> };

/** All of it, piece by piece, or compressed already. */
export type ZipContent = Uint8Array | AsyncIterable<Piece> | Packed;

export type ZipEntry = {
  name: string;
  content: ZipContent;
  /** Of what comes piece by piece, in large lists the quickest; what is whole is small. */
  level: Level;
  /** Gets every byte once, in order and uncompressed, unless it is compressed already. */
  onBytes?: (bytes: Uint8Array) => void;
};

/** Takes less time here than to hand it to another thread; a pack has a hundred thousand such files. */
const quickBytes = 32 * 1024;
const deflated = promisify<Uint8Array, ZlibOptions, Buffer>(deflateRaw);

/**
 * A zip archive from front to back, as bytes that the caller puts where they belong; nothing of an entry is kept in
 * memory. Same entries, same bytes: all times are the format's first day, owners and other systems' marks are left out.
 */
export class ZipArchive {
  readonly #spill: DirectorySpill;
  #offset = 0;
  #entries = 0;
  #directoryBytes = 0;

  constructor(spill: DirectorySpill) {
    this.#spill = spill;
  }

  /** @throws {RangeError} for an entry of 4 GiB and more */
  async *add({ name, content, level, onBytes }: ZipEntry): AsyncGenerator<Uint8Array, Sizes> {
    const start = this.#offset;
    const bytes = Buffer.from(name);
    const isStream = !(content instanceof Uint8Array || 'sizes' in content);
    const sizes = yield* this.#counted(
      isStream
        ? streamed(bytes, content, level, onBytes)
        : content instanceof Uint8Array
          ? whole(bytes, content, onBytes)
          : packedAlready(bytes, content),
    );
    const record = directoryRecord(bytes, sizes, start, isStream ? 'follow' : 'known');
    this.#directoryBytes += record.length;
    this.#entries += 1;
    await this.#spill.write(record);
    return sizes;
  }

  /**
   * The directory and the end.
   *
   * @param comment at the archive's very end
   * @param more so many bytes of the comment are not in it: the caller writes them behind
   */
  async *finish(comment: Uint8Array = Buffer.alloc(0), more = 0): AsyncGenerator<Uint8Array> {
    const start = this.#offset;
    for await (const chunk of this.#spill.read()) yield chunk;
    yield endRecords({ entries: this.#entries, start, bytes: this.#directoryBytes }, comment, more);
  }

  async *#counted(pieces: AsyncGenerator<Uint8Array, Sizes>): AsyncGenerator<Uint8Array, Sizes> {
    for (;;) {
      const { value, done } = await pieces.next();
      if (done) return value;
      this.#offset += value.length;
      yield value;
    }
  }
}

async function* whole(
  name: Buffer,
  bytes: Uint8Array,
  onBytes: ZipEntry['onBytes'],
): AsyncGenerator<Uint8Array, Sizes> {
  onBytes?.(bytes);
  const options = compression(6);
  const packed = bytes.length <= quickBytes ? deflateRawSync(bytes, options) : await deflated(bytes, options);
  const sizes = { crc: crc32(bytes), packed: packed.length, unpacked: bytes.length };
  refuseLarge(name, sizes);
  yield localHeader(name, sizes);
  yield packed;
  return sizes;
}

async function* packedAlready(name: Buffer, content: Packed): AsyncGenerator<Uint8Array, Sizes> {
  refuseLarge(name, content.sizes);
  yield localHeader(name, content.sizes);
  yield* content.read();
  return content.sizes;
}

async function* streamed(
  name: Buffer,
  pieces: AsyncIterable<Piece>,
  level: Level,
  onBytes: ZipEntry['onBytes'],
): AsyncGenerator<Uint8Array, Sizes> {
  yield localHeader(name, null);
  const packer = packerOf(level, onBytes);
  for await (const piece of pieces) yield* await packer.take(piece);
  yield* await packer.end();
  refuseLarge(name, packer.sizes);
  yield descriptor(packer.sizes);
  return packer.sizes;
}

function refuseLarge(name: Buffer, { packed, unpacked }: Sizes): void {
  // One list of a million findings has a quarter of that; a stream's header is written before its size is known.
  if (Math.max(packed, unpacked) >= limit32) throw new RangeError(`${name.toString()} has 4 GiB or more`);
}
