import { ProbeError } from '@tenken/shared';

/** Reads the fields of RFC 4251 section 5; what does not fit is `unparsable`, never a read past the end. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  uint32(): number {
    let value = 0;
    for (const byte of this.take(4)) value = value * 256 + byte;
    return value;
  }

  string(): Uint8Array {
    return this.take(this.uint32());
  }

  /** Names of algorithms and the like: printable US-ASCII. */
  text(): string {
    const text = Buffer.from(this.string()).toString('latin1');
    if (!/^[\x20-\x7e]*$/.test(text)) throw new ProbeError('unparsable', 'a name of SSH is not US-ASCII');
    return text;
  }

  /** Length in bits of a positive number; leading zeros do not count. */
  bitLength(): number {
    const bytes = this.string();
    if ((bytes[0] ?? 0) >= 0x80) throw new ProbeError('unparsable', 'a number of SSH is negative');
    const first = bytes.findIndex((byte) => byte !== 0);
    if (first === -1) return 0;
    return (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
  }

  /** No empty name, none over 64 characters (RFC 4251 section 6). */
  nameList(): string[] {
    const text = this.text();
    if (text === '') return [];
    const names = text.split(',');
    if (names.length > maxNames || names.some((name) => name === '' || name.length > 64)) {
      throw new ProbeError('unparsable', 'a list of SSH holds an empty or long name, or too many');
    }
    return names;
  }

  take(byteCount: number): Uint8Array {
    if (byteCount > this.left) {
      throw new ProbeError('unparsable', `an SSH field of ${byteCount} bytes where ${this.left} are left`);
    }
    this.#at += byteCount;
    return this.#bytes.subarray(this.#at - byteCount, this.#at);
  }
}

/** The longest lists ever met hold some forty names. */
export const maxNames = 200;

export function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function string(content: Uint8Array | string): Uint8Array {
  const bytes = Buffer.from(content);
  return concat(uint32(bytes.length), bytes);
}

/** A positive number, given as big-endian bytes. */
export function mpint(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = first === -1 ? new Uint8Array() : bytes.subarray(first);
  return string((short[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), short) : short);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
