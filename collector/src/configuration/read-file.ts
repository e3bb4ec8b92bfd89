import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { aboutKey, keys } from './configuration.ts';
import type { Key } from './configuration.ts';
import { nearest } from './nearest.ts';
import { invalid } from './secret-file.ts';

export type Raw = Partial<Record<Key, unknown>>;

/**
 * A configuration file in TOML. Paths in it are relative to it.
 *
 * @throws {TenkenError} `configuration-invalid` naming the file, and the line or the key
 */
export function readConfigurationFile(path: string): Raw {
  const raw: Raw = {};
  for (const [name, value] of Object.entries(parsed(path))) {
    const key = keys.find((one) => one === name);
    if (key === undefined) {
      const near = nearest(name, keys);
      const hint =
        near === null ? 'shared/docs/configuration.md lists all' : `is ${near} meant? ${advice(near, name)}`;
      throw invalid(`${path}: there is no key ${name}; ${hint.trim()}`);
    }
    raw[key] = aboutKey(key).isPath ? fromFolderOf(path, value) : value;
  }
  return raw;
}

function parsed(path: string): Record<string, unknown> {
  let text: string;
  try {
    // Whoever can write it chooses the folder and the authority that a service trusts.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o002) !== 0) {
      throw invalid(`${path} can be written by everybody. Take that away: chmod o-w ${path}`);
    }
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw invalid(`The configuration ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const what = /^Invalid TOML document: ([^\n]+)/.exec(cause.message)?.[1] ?? 'it cannot be read';
    throw invalid(`${path} is no TOML, line ${cause.line}: ${what.replace(/\.$/, '')}`, cause);
  }
}

function fromFolderOf(path: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromFolderOf(path, one)]));
  }
  const isPlain = typeof value === 'string' && value !== '' && !value.startsWith('credential:');
  return isPlain ? resolve(dirname(resolve(path)), value) : value;
}

/** Secrets are never in the file itself, where backups and colleagues read them. */
function advice(near: string, name: string): string {
  return near === `${name}_file` ? 'Secrets stand in files of their own' : '';
}
