import { own, ProbeError } from '@tenken/shared';

/** Dates are ISO strings, data is hexadecimal. */
export type Plist = string | number | boolean | null | Plist[] | { [key: string]: Plist };

const maxDepth = 32;
const maxObjects = 50_000;

/**
 * A property list of macOS, binary or XML. Read here because `plutil -convert json` refuses lists that hold a date,
 * and `defaults read` writes text for people.
 *
 * @throws {ProbeError} `unparsable`
 * @see https://opensource.apple.com/source/CF/CF-1153.18/CFBinaryPList.c
 */
export function parsePlist(list: Uint8Array | string): Plist {
  const bytes = typeof list === 'string' ? Buffer.from(list) : list;
  try {
    const start = new TextDecoder('latin1').decode(bytes.subarray(0, 8));
    return start === 'bplist00' ? new Binary(bytes).top() : parseXml(new TextDecoder().decode(bytes));
  } catch (cause) {
    if (cause instanceof ProbeError) throw cause;
    throw new ProbeError('unparsable', 'not a property list', { cause });
  }
}

/** The members of a property list whose top is a dictionary. @throws {ProbeError} `unparsable` */
export function parsePlistMembers(bytes: Uint8Array): Map<string, Plist> {
  const top = parsePlist(bytes);
  if (typeof top !== 'object' || top === null || Array.isArray(top)) throw broken('its top is no dictionary');
  return new Map(Object.entries(top));
}

/** A member of a property list that is a dictionary; undefined for everything else. */
export function plistMember(value: Plist | undefined, key: string): Plist | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return own(value, key);
}

/** The texts of a list, or the one text in its place. */
export function plistTexts(value: Plist | undefined): string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((entry) => typeof entry === 'string');
}

function broken(why: string): ProbeError {
  return new ProbeError('unparsable', `property list: ${why}`);
}

class Binary {
  readonly #bytes: Buffer;
  readonly #offsetSize: number;
  readonly #referenceSize: number;
  readonly #count: number;
  readonly #table: number;
  readonly #top: number;
  #read = 0;

  constructor(bytes: Uint8Array) {
    if (bytes.length < 40) throw broken('too short');
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const trailer = bytes.length - 32;
    this.#offsetSize = this.#bytes.readUInt8(trailer + 6);
    this.#referenceSize = this.#bytes.readUInt8(trailer + 7);
    this.#count = this.#unsigned(trailer + 8, 8);
    this.#top = this.#unsigned(trailer + 16, 8);
    this.#table = this.#unsigned(trailer + 24, 8);
  }

  top(): Plist {
    return this.#object(this.#top, 0);
  }

  #object(index: number, depth: number): Plist {
    this.#read += 1;
    // An object may be part of itself.
    if (depth > maxDepth || this.#read > maxObjects) throw broken('too deep or too large');
    if (index >= this.#count) throw broken('no such object');
    const at = this.#unsigned(this.#table + index * this.#offsetSize, this.#offsetSize);
    const marker = this.#bytes.readUInt8(at);
    const low = marker & 15;
    switch (marker >> 4) {
      case 0:
        return low === 8 ? false : low === 9 ? true : null;
      case 1:
        return this.#integer(at + 1, 2 ** low);
      case 2:
        return low === 2 ? this.#bytes.readFloatBE(at + 1) : this.#bytes.readDoubleBE(at + 1);
      case 3:
        return instant(this.#bytes.readDoubleBE(at + 1));
      case 8:
        return this.#unsigned(at + 1, low + 1);
      default:
        return this.#sized(marker >> 4, at, depth);
    }
  }

  #sized(type: number, at: number, depth: number): Plist {
    const { count, from } = this.#size(at);
    switch (type) {
      case 4:
        return this.#slice(from, count).toString('hex');
      case 5:
        return this.#slice(from, count).toString('latin1');
      case 6:
        return Buffer.from(this.#slice(from, count * 2))
          .swap16()
          .toString('utf16le');
      case 10:
      case 12:
        return this.#references(from, count).map((reference) => this.#object(reference, depth + 1));
      case 13: {
        const keys = this.#references(from, count);
        const values = this.#references(from + count * this.#referenceSize, count);
        return Object.fromEntries(
          keys.map((key, index) => [
            this.#key(key, depth + 1),
            this.#object(values[index] ?? this.#count, depth + 1),
          ]),
        );
      }
      default:
        throw broken(`unknown type ${type}`);
    }
  }

  #key(index: number, depth: number): string {
    const key = this.#object(index, depth);
    if (typeof key !== 'string') throw broken('a key is no text');
    return key;
  }

  /** Fifteen or more members: an integer object follows with their number. */
  #size(at: number): { count: number; from: number } {
    const low = this.#bytes.readUInt8(at) & 15;
    if (low < 15) return { count: low, from: at + 1 };
    const size = 2 ** (this.#bytes.readUInt8(at + 1) & 15);
    return { count: this.#unsigned(at + 2, size), from: at + 2 + size };
  }

  #references(from: number, count: number): number[] {
    if (count > maxObjects) throw broken('too large');
    return Array.from({ length: count }, (_, index) =>
      this.#unsigned(from + index * this.#referenceSize, this.#referenceSize),
    );
  }

  #slice(from: number, length: number): Buffer {
    if (from + length > this.#bytes.length) throw broken('ends within a value');
    return this.#bytes.subarray(from, from + length);
  }

  #integer(at: number, size: number): number {
    if (size === 8) return Number(this.#bytes.readBigInt64BE(at));
    return size === 16 ? Number(this.#bytes.readBigInt64BE(at + 8)) : this.#unsigned(at, size);
  }

  #unsigned(at: number, size: number): number {
    if (size === 8) return Number(this.#bytes.readBigUInt64BE(at));
    if (size < 1 || size > 6) throw broken(`a number of ${size} bytes`);
    return this.#bytes.readUIntBE(at, size);
  }
}

/** Seconds since 2001. */
function instant(seconds: number): string {
  return new Date(Date.UTC(2001, 0, 1) + seconds * 1000).toISOString();
}

const token = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z]+)[^<>]*?(\/?)>|([^<]+)/g;
const textual = new Set(['key', 'string', 'integer', 'real', 'date', 'data']);

type Open = { name: string; list: Plist[]; keys: string[]; text: string };

function parseXml(xml: string): Plist {
  const body = /<plist[^>]*>([\s\S]*)<\/plist>/.exec(xml)?.[1];
  if (body === undefined) throw broken('neither binary nor XML');
  const root: Open = { name: 'plist', list: [], keys: [], text: '' };
  const stack = [root];
  let read = 0;
  for (const [, data, close, name, empty, text] of body.matchAll(token)) {
    const top = stack.at(-1);
    if (!top) throw broken('more is closed than opened');
    if (name === undefined) {
      top.text += data ?? decoded(text ?? '');
      continue;
    }
    read += 1;
    if (stack.length > maxDepth || read > 2 * maxObjects) throw broken('too deep or too large');
    if (close) {
      stack.pop();
      const parent = stack.at(-1);
      if (top.name !== name || !parent) throw broken(`${name} closes nothing`);
      if (name === 'key') parent.keys.push(top.text);
      else parent.list.push(valueOf(top));
    } else if (empty) top.list.push(valueOf({ name, list: [], keys: [], text: '' }));
    else stack.push({ name, list: [], keys: [], text: '' });
  }
  const [value] = root.list;
  if (stack.length !== 1 || value === undefined) throw broken('not closed');
  return value;
}

function valueOf({ name, list, keys, text }: Open): Plist {
  if (name === 'true' || name === 'false') return name === 'true';
  if (name === 'array') return list;
  if (name === 'dict') {
    if (keys.length !== list.length) throw broken('keys and values differ in number');
    return Object.fromEntries(keys.map((key, index) => [key, list[index] ?? null]));
  }
  if (!textual.has(name)) throw broken(`unknown element ${name}`);
  if (name === 'integer' || name === 'real') return number(text.trim());
  if (name === 'data') return Buffer.from(text, 'base64').toString('hex');
  if (name === 'date') return new Date(text.trim()).toISOString();
  return text;
}

function number(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw broken('not a number');
  return value;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return own(entities, name) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
