import { crc32 } from 'node:zlib';
import type { Packer, Piece, Sizes } from './packer.ts';

/** A stored block's length has 16 bits (RFC 1951, 3.2.4). */
const mostBytes = 0xffff;
const headerBytes = 5;

const encoder = new TextEncoder();

/**
 * What is compressed already, in the form of what is: each block as it is behind five bytes. zlib would do the same, with
 * new memory for all of it outside of the heap, of which V8 then looks through everything every 30 MB.
 */
export class StoredBlocks implements Packer {
  readonly sizes: Sizes = { crc: 0, packed: 0, unpacked: 0 };
  readonly #onBlock: (block: Uint8Array) => void;
  readonly #block = Buffer.allocUnsafeSlow(headerBytes + mostBytes);
  #filled = 0;

  /** @param onBlock gets every byte once, in order; what it gets is used again afterwards */
  constructor(onBlock: (block: Uint8Array) => void = () => {}) {
    this.#onBlock = onBlock;
  }

  *take(piece: Piece): Generator<Uint8Array> {
    const bytes = typeof piece === 'string' ? encoder.encode(piece) : piece;
    for (let at = 0; at < bytes.length;) {
      if (this.#filled === mostBytes) yield this.#passed('followed');
      const fits = Math.min(bytes.length - at, mostBytes - this.#filled);
      this.#block.set(bytes.subarray(at, at + fits), headerBytes + this.#filled);
      this.#filled += fits;
      at += fits;
    }
  }

  *end(): Generator<Uint8Array> {
    yield this.#passed('last');
  }

  #passed(place: 'followed' | 'last'): Uint8Array {
    const whole = this.#block.subarray(0, headerBytes + this.#filled);
    const content = whole.subarray(headerBytes);
    whole[0] = place === 'last' ? 1 : 0;
    this.#block.writeUInt16LE(this.#filled, 1);
    this.#block.writeUInt16LE(this.#filled ^ 0xffff, 3);
    this.#onBlock(content);
    this.sizes.crc = crc32(content, this.sizes.crc);
    this.sizes.unpacked += content.length;
    this.sizes.packed += whole.length;
    this.#filled = 0;
    return whole;
  }
}
