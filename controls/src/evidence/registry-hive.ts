import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host, RegistryKey, RegistryValue } from '@tenken/shared';

const pageBytes = 32 * 1024;
/** Eight megabytes: far more than the way to one key and what lies under it. */
const maxPages = 256;
const maxSubkeys = 5000;
const maxValues = 1000;
/** Longer values lie in pieces; nothing that is asked for here is that long. */
const maxDataBytes = 16_000;
const none = 0xffff_ffff;

/**
 * The registry of somebody who is not logged in lies in a file of the profile (`NTUSER.DAT`), which nobody has
 * open then. Reading the file changes nothing, whereas mounting it (`reg load`) writes to it.
 *
 * @see https://github.com/msuhanov/regf/blob/master/Windows%20registry%20file%20format%20specification.md
 */
export class RegistryHive {
  readonly #host: Pick<Host, 'readFile'>;
  readonly #path: string;
  readonly #pages = new Map<number, Promise<Buffer>>();
  readonly #root: number;
  /** Everything that was written has reached this file; else some of it may be in its log alone. */
  readonly isClean: boolean;

  private constructor(
    host: Pick<Host, 'readFile'>,
    path: string,
    header: { root: number; isClean: boolean },
  ) {
    this.#host = host;
    this.#path = path;
    this.#root = header.root;
    this.isClean = header.isClean;
  }

  /** @throws {ProbeError} `not-found`, `permission-denied`, `unparsable`, `internal` (somebody has it open) */
  static async open(host: Pick<Host, 'readFile'>, path: string): Promise<RegistryHive> {
    const header = Buffer.from(await host.readFile(path, { from: 0, maxBytes: 512 }));
    if (header.length < 512 || header.toString('latin1', 0, 4) !== 'regf') {
      throw new ProbeError('unparsable', `${path} is no registry hive`);
    }
    const isClean = header.readUInt32LE(4) === header.readUInt32LE(8);
    return new RegistryHive(host, path, { root: header.readUInt32LE(36), isClean });
  }

  /** @throws {ProbeError} `not-found`, `unparsable`, `output-limit` */
  async key(path: string): Promise<RegistryKey> {
    let at = this.#root;
    for (const step of path.split('\\')) {
      const found = await this.#child(at, step.toLowerCase());
      if (found === null) throw new ProbeError('not-found', `${this.#path}: no key ${path}`);
      at = found;
    }
    const subkeys: string[] = [];
    for (const child of await this.#children(at)) subkeys.push(await this.#name(child));
    return { values: await this.#values(at), subkeys };
  }

  async #child(at: number, name: string): Promise<number | null> {
    for (const child of await this.#children(at)) {
      if ((await this.#name(child)).toLowerCase() === name) return child;
    }
    return null;
  }

  async #children(at: number): Promise<number[]> {
    const key = await this.#cell(at, 76, 'nk');
    const list = key.readUInt32LE(28);
    if (key.readUInt32LE(20) === 0 || list === none) return [];
    return this.#listed(list, 0);
  }

  async #listed(at: number, depth: number): Promise<number[]> {
    const head = await this.#cell(at, 4);
    const type = head.toString('latin1', 0, 2);
    const count = head.readUInt16LE(2);
    if (count > maxSubkeys || depth > 2) throw new ProbeError('output-limit', `${this.#path}: too many keys`);
    const width = type === 'lf' || type === 'lh' ? 8 : type === 'li' || type === 'ri' ? 4 : null;
    if (width === null) throw this.#broken('a list of keys');
    const cell = await this.#cell(at, 4 + count * width);
    const offsets = Array.from({ length: count }, (_, index) => cell.readUInt32LE(4 + index * width));
    if (type !== 'ri') return offsets;
    const all: number[] = [];
    for (const offset of offsets) {
      all.push(...(await this.#listed(offset, depth + 1)));
      if (all.length > maxSubkeys) throw new ProbeError('output-limit', `${this.#path}: too many keys`);
    }
    return all;
  }

  async #name(at: number): Promise<string> {
    const key = await this.#cell(at, 76, 'nk');
    const length = key.readUInt16LE(72);
    const cell = await this.#cell(at, 76 + length);
    return text(cell.subarray(76), (key.readUInt16LE(2) & 0x20) !== 0);
  }

  async #values(at: number): Promise<Record<string, RegistryValue>> {
    const key = await this.#cell(at, 76, 'nk');
    const count = key.readUInt32LE(36);
    if (count === 0) return {};
    if (count > maxValues) throw new ProbeError('output-limit', `${this.#path}: too many values`);
    const list = await this.#cell(key.readUInt32LE(40), count * 4);
    const values: [string, RegistryValue][] = [];
    for (let index = 0; index < count; index += 1) {
      const value = await this.#value(list.readUInt32LE(index * 4));
      if (value) values.push(value);
    }
    return Object.fromEntries(values);
  }

  async #value(at: number): Promise<[string, RegistryValue] | null> {
    const head = await this.#cell(at, 20, 'vk');
    const nameLength = head.readUInt16LE(2);
    const size = head.readUInt32LE(4);
    const cell = await this.#cell(at, 20 + nameLength);
    const name = nameLength === 0 ? '(Default)' : text(cell.subarray(20), (head.readUInt16LE(16) & 1) !== 0);
    // Up to four bytes stand in the place of their own address.
    const isInline = size >= 0x8000_0000;
    const length = isInline ? size - 0x8000_0000 : size;
    if (length > maxDataBytes || (isInline && length > 4)) return null;
    const data = isInline
      ? head.subarray(8, 8 + length)
      : (await this.#cell(head.readUInt32LE(8), length)).subarray(0, length);
    const value = valueOf(head.readUInt32LE(12), data);
    return value && [name, value];
  }

  /** The first bytes of a cell, behind its length. Addresses count from the end of the first 4096 bytes. */
  async #cell(at: number, length: number, signature?: string): Promise<Buffer> {
    if (length > 1024 * 1024) throw this.#broken('a cell');
    const cell = await this.#bytes(4096 + at + 4, length);
    if (cell.length < length) throw this.#broken('the end');
    if (signature !== undefined && cell.toString('latin1', 0, 2) !== signature) throw this.#broken(signature);
    return cell;
  }

  async #bytes(from: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let page = Math.floor(from / pageBytes); page * pageBytes < from + length; page += 1) {
      const bytes = await this.#page(page);
      const start = Math.max(0, from - page * pageBytes);
      parts.push(bytes.subarray(start, Math.max(start, from + length - page * pageBytes)));
    }
    return Buffer.concat(parts);
  }

  #page(page: number): Promise<Buffer> {
    const known = this.#pages.get(page);
    if (known) return known;
    if (this.#pages.size >= maxPages) throw new ProbeError('output-limit', `${this.#path} is too large`);
    const read = this.#host
      .readFile(this.#path, { from: page * pageBytes, maxBytes: pageBytes })
      .then((bytes) => Buffer.from(bytes));
    this.#pages.set(page, read);
    return read;
  }

  #broken(what: string): ProbeError {
    return new ProbeError('unparsable', `${this.#path}: ${what} is not where it should be`);
  }
}

/** One key of a hive file; null where there is none. */
export async function hiveKeyOrNull(hive: RegistryHive, path: string): Promise<RegistryKey | null> {
  try {
    return await hive.key(path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

function text(bytes: Buffer, isLatin: boolean): string {
  return bytes.toString(isLatin ? 'latin1' : 'utf16le');
}

function valueOf(type: number, data: Buffer): RegistryValue | null {
  switch (type) {
    case 1:
    case 2: {
      const ended = data.toString('utf16le').split('\0', 1)[0] ?? '';
      return { type: type === 1 ? 'REG_SZ' : 'REG_EXPAND_SZ', data: ended };
    }
    case 3:
      return { type: 'REG_BINARY', data: data.toString('hex').toUpperCase() };
    case 4:
      return data.length === 4 ? { type: 'REG_DWORD', data: data.readUInt32LE(0) } : null;
    default:
      return null;
  }
}
