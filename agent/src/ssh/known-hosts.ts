import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';

/** One line of known_hosts(5) that can say something about a key. */
type Line = { marker: 'revoked' | null; names: string; type: string; key: Buffer };

/** What the files say of a key that a server shows. */
export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** Longest file that is read: a hundred thousand hosts. */
const maxBytes = 64 * 1024 * 1024;

/** The keys that servers may have, as known_hosts(5) lists them. */
export class KnownHosts {
  readonly files: readonly string[];
  readonly #lines: readonly Line[];

  constructor(content: string, files: readonly string[] = []) {
    this.files = files;
    this.#lines = content.split('\n').flatMap((line) => parsedLine(line) ?? []);
  }

  /**
   * Reads files, of which those need not be there that are read by default.
   *
   * @throws {TenkenError} `usage` when one cannot be read
   */
  static read(files: readonly string[], mayBeAbsent: boolean): KnownHosts {
    return new KnownHosts(files.map((file) => textOf(file, mayBeAbsent)).join('\n'), files);
  }

  /**
   * A key counts when a line for this name and port holds exactly it. A name whose lines hold other keys only is
   * `changed`, whatever their types: a server that suddenly shows another type is no better known.
   */
  verdict(host: string, port: number, key: Buffer): HostKeyVerdict {
    const ofHost = this.#linesOf(host, port);
    const holdsKey = (line: Line) => line.key.equals(key);
    if (ofHost.some((line) => line.marker === 'revoked' && holdsKey(line))) return 'revoked';
    const trusted = ofHost.filter(({ marker }) => marker === null);
    if (trusted.some(holdsKey)) return 'known';
    return trusted.length === 0 ? 'unknown' : 'changed';
  }

  /** Types of the keys that are known of a host: those are asked for first, as a server may have several. */
  typesOf(host: string, port: number): string[] {
    const lines = this.#linesOf(host, port).filter(({ marker }) => marker === null);
    return [...new Set(lines.map(({ type }) => type))];
  }

  #linesOf(host: string, port: number): Line[] {
    const name = knownName(host, port);
    return this.#lines.filter(({ names }) => matches(names, name));
  }
}

/** The name under which ssh keeps a host's key. */
export function knownName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a key says it is of, in its own first field; null when it is no key. */
export function keyType(key: Buffer): string | null {
  if (key.length < 4) return null;
  const length = key.readUInt32BE(0);
  if (length < 1 || length > 64 || key.length < 4 + length) return null;
  const type = key.subarray(4, 4 + length).toString('latin1');
  return /^[a-z0-9@._-]+$/i.test(type) ? type : null;
}

function parsedLine(line: string): Line | null {
  const fields = line.trim().split(/[ \t]+/);
  const [first = ''] = fields;
  if (first === '' || first.startsWith('#')) return null;
  // Certificates of hosts are not understood here: their authorities make no key known.
  if (first.startsWith('@') && first !== '@revoked') return null;
  const marker = first === '@revoked' ? 'revoked' : null;
  const [names, type, encoded] = marker === null ? fields : fields.slice(1);
  if (!names || !type || !encoded) return null;
  const key = Buffer.from(encoded, 'base64');
  // What a line says of its type and what its key says must agree.
  return keyType(key) === type ? { marker, names, type, key } : null;
}

function matches(names: string, name: string): boolean {
  if (names.startsWith('|')) return matchesHash(names, name);
  let found = false;
  for (const pattern of names.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else {
      found ||= matchesPattern(pattern, name);
    }
  }
  return found;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt, hash] = names.split('|');
  if (version !== '1' || !salt || !hash) return false;
  const wanted = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

/** `*` and `?` as in known_hosts(5), without a regular expression that a long line could make slow. */
function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    if (pattern[place] === '*') {
      star = place;
      retry = at;
      place += 1;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === name[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

function textOf(file: string, mayBeAbsent: boolean): string {
  try {
    const content = readFileSync(file);
    if (content.length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return content.toString('utf8');
  } catch (cause) {
    if (mayBeAbsent && (cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new TenkenError('usage', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
