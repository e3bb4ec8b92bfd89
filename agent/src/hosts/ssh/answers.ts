import { own, ProbeError } from '@tenken/shared';
import type { FileStatus } from '@tenken/shared';

const typeBits = 0o170000;
const folderBits = 0o040000;
const fileBits = 0o100000;

/**
 * `MODE(hex) SIZE UID GID SECONDS.FRACTION SECONDS`, of GNU, busybox (which knows no fractions) and BSD stat(1).
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseStatus(output: string): FileStatus {
  const [, hex = '', size, uid, gid, precise = '', whole] =
    /^([0-9a-f]{1,8}) (\d{1,18}) (\d{1,10}) (\d{1,10}) (\S{0,40}) (-?\d{1,12})\n?$/i.exec(output) ?? [];
  if (whole === undefined) throw new ProbeError('unparsable', 'stat answered in an unknown form');
  const mode = Number.parseInt(hex, 16);
  const type = mode & typeBits;
  const modifiedAt = new Date(modifiedMs(precise, whole));
  if (Number.isNaN(modifiedAt.getTime())) throw new ProbeError('unparsable', 'stat told a time that is none');
  return {
    type: type === fileBits ? 'file' : type === folderBits ? 'folder' : 'other',
    sizeBytes: Number(size),
    mode: mode & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    modifiedAt: modifiedAt.toISOString(),
  };
}

/** Rounded as Node does it with what the system call tells. */
function modifiedMs(precise: string, whole: string): number {
  const [, seconds, fraction] = /^(-?\d{1,12})\.(\d{9})$/.exec(precise) ?? [];
  if (seconds === undefined || fraction === undefined) return Number(whole) * 1000;
  return Math.round(Number(seconds) * 1000 + Number(fraction) / 1e6);
}

/** Of `ls -1ab`: one name a line, what is not plain ASCII escaped as in C. @throws {ProbeError} `unparsable` */
export function parseEscapedNames(output: Buffer): string[] {
  const text = output.toString('latin1');
  if (text !== '' && !text.endsWith('\n')) {
    throw new ProbeError('unparsable', 'a folder was not listed to its end');
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => unescaped(line))
    .filter((name) => name !== '.' && name !== '..')
    .toSorted();
}

/** Of `find PATH/ -print0`. @throws {ProbeError} `unparsable` */
export function parseFoundNames(output: Buffer, path: string): string[] {
  const text = output.toString('utf8');
  if (text !== '' && !text.endsWith('\0')) {
    throw new ProbeError('unparsable', 'a folder was not listed to its end');
  }
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return text
    .split('\0')
    .slice(0, -1)
    .map((found) => {
      const name = found.slice(prefix.length);
      if (!found.startsWith(prefix) || name === '' || name.includes('/')) {
        throw new ProbeError('unparsable', 'a folder was listed in an unknown form');
      }
      return name;
    })
    .toSorted();
}

const escapes: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

function unescaped(line: string): string {
  if (!line.includes('\\')) return Buffer.from(line, 'latin1').toString('utf8');
  const bytes: number[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character !== '\\') {
      bytes.push(character.charCodeAt(0));
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(line.slice(at + 1, at + 4))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
      continue;
    }
    const next = line[at + 1];
    if (next === undefined) throw new ProbeError('unparsable', 'a name ends within an escape');
    bytes.push(own(escapes, next) ?? next.charCodeAt(0));
    at += 1;
  }
  return Buffer.from(bytes).toString('utf8');
}

/**
 * What the second look at absent paths said of each, by path. Null when the lines cannot be told apart: each path has
 * to be looked at alone then.
 */
export function sayingsByPath(stderr: string, paths: readonly string[]): Map<string, string> | null {
  const lines = stderr.split('\n').filter((line) => line !== '');
  if (lines.length !== paths.length) return null;
  const left = new Set(lines);
  const sayings = new Map<string, string>();
  for (const path of paths) {
    // Quoted, escaped or cut names are not recognised here, and need not be.
    if (!/^[A-Za-z0-9_./@:+=,~-]+$/.test(path)) return null;
    const line = lines.find(
      (candidate) => candidate.includes(` '${path}': `) || candidate.includes(`: ${path}: `),
    );
    if (line === undefined || !left.delete(line)) return null;
    sayings.set(path, line);
  }
  return sayings;
}
