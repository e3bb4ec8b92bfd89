import { constants, crc32, createDeflateRaw } from 'node:zlib';
import type { DeflateRaw, ZlibOptions } from 'node:zlib';
import type { Level, Packer, Piece, Sizes } from './packer.ts';

/** Handed to another thread at once: in blocks of 64 kB a million lines take twice the time. */
const blockBytes = 256 * 1024;

const encoder = new TextEncoder();

/** Spelled out, so that other defaults of another version do not change what is written. */
export function compression(level: Level): ZlibOptions {
  return { level, memLevel: 8, windowBits: 15, strategy: constants.Z_DEFAULT_STRATEGY };
}

/**
 * Compresses what comes piece by piece, beside the main thread: while one block is compressed the next one is filled.
 * Both are kept for all that follow, since a million lines are gigabytes. The same pieces give the same result.
 */
export class DeflateBlocks implements Packer {
  readonly sizes: Sizes = { crc: 0, packed: 0, unpacked: 0 };
  readonly #deflate: DeflateRaw;
  readonly #onBlock: (block: Uint8Array) => void;
  #ready: Uint8Array[] = [];
  /** Filled now, and the one under way. */
  #block = Buffer.allocUnsafeSlow(blockBytes);
  #other = Buffer.allocUnsafeSlow(blockBytes);
  #filled = 0;
  #underWay: Promise<void> = Promise.resolve();

  /** @param onBlock gets every byte once, in order and uncompressed; what it gets is used again afterwards */
  constructor(level: Exclude<Level, 0>, onBlock: (block: Uint8Array) => void = () => {}) {
    this.#onBlock = onBlock;
    this.#deflate = createDeflateRaw({ ...compression(level), chunkSize: 64 * 1024 });
    this.#deflate.on('data', (packed: Buffer) => {
      this.#ready.push(packed);
      this.sizes.packed += packed.length;
    });
  }

  /** @returns compressed bytes that are ready, often none */
  async take(piece: Piece): Promise<Uint8Array[]> {
    for (let rest = piece; rest.length > 0;) {
      rest = typeof rest === 'string' ? this.#encode(rest) : this.#copy(rest);
      if (rest.length > 0 || this.#filled === blockBytes) await this.#pass();
    }
    return this.#taken();
  }

  /** Nothing follows. @returns the rest */
  async end(): Promise<Uint8Array[]> {
    await this.#pass();
    await this.#underWay;
    const ended = new Promise((resolve, reject) => this.#deflate.once('end', resolve).once('error', reject));
    this.#deflate.end();
    await ended;
    return this.#taken();
  }

  /** @returns what does not fit any more */
  #encode(text: string): string {
    const { read, written } = encoder.encodeInto(text, this.#block.subarray(this.#filled));
    this.#filled += written;
    return read === text.length ? '' : text.slice(read);
  }

  #copy(bytes: Uint8Array): Uint8Array {
    const fits = Math.min(bytes.length, blockBytes - this.#filled);
    this.#block.set(bytes.subarray(0, fits), this.#filled);
    this.#filled += fits;
    return bytes.subarray(fits);
  }

  async #pass(): Promise<void> {
    const block = this.#block.subarray(0, this.#filled);
    this.#onBlock(block);
    this.sizes.crc = crc32(block, this.sizes.crc);
    this.sizes.unpacked += block.length;
    await this.#underWay;
    [this.#block, this.#other] = [this.#other, this.#block];
    this.#filled = 0;
    this.#underWay = new Promise((resolve, reject) => {
      this.#deflate.write(block, (error) => (error ? reject(error) : resolve()));
    });
    // Whoever waits for it later is told.
    this.#underWay.catch(() => {});
  }

  #taken(): Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
