import { ProbeError } from '@tenken/shared';

/** Reads big-endian fields; what does not fit is `unparsable`, never a read past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint(byteCount: 1 | 2 | 3): number {
    let value = 0;
    for (const byte of this.take(byteCount)) value = value * 256 + byte;
    return value;
  }

  take(byteCount: number): Uint8Array {
    if (byteCount > this.left) {
      throw new ProbeError('unparsable', `a TLS field of ${byteCount} bytes where ${this.left} are left`);
    }
    this.#at += byteCount;
    return this.#bytes.subarray(this.#at - byteCount, this.#at);
  }

  /** A field that starts with its own length. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.take(this.uint(lengthBytes));
  }
}

export function uint8(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff);
}

export function uint16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

export function uint24(value: number): Uint8Array {
  return Uint8Array.of((value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function vector8(...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  return concat(uint8(body.length), body);
}

export function vector16(...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  return concat(uint16(body.length), body);
}
