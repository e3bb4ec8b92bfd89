import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TenkenError } from '@tenken/shared';
import { checkAgainstList } from './checksums.ts';
import { tarEntries } from './tar-entries.ts';
import type { TarEntry } from './tar-entries.ts';

/** A version of the agent for Linux machines of one architecture, as `npm run package` makes it. */
export type AgentPackage = {
  version: string;
  /** As `uname -m` names it. */
  machine: 'x86_64' | 'aarch64';
  /** The version and the beginning of `manifestSha256`: another build of the same version is another program. */
  id: string;
  archive: Buffer;
  archiveSha256: string;
  /** Of the list of all files and their sums, in the order of `sort`: what a host has to have. */
  manifestSha256: string;
  unpackedBytes: number;
};

const nameForm = /^tenken-agent[-_](\d+\.\d+\.\d+(?:[.+-][0-9A-Za-z.+-]*?)?)[-_]linux-(x64|arm64)\.tar\.gz$/;
const machines = { x64: 'x86_64', arm64: 'aarch64' } as const;
const maxUnpackedBytes = 1024 * 1024 * 1024;
const programs = 'usr/lib/tenken-agent/';
const units = 'usr/lib/systemd/system/';

/**
 * Reads packages and checks each against the SHA256SUMS beside it.
 *
 * @param paths files, or folders in which they are
 * @throws {TenkenError} `usage`
 */
export function readPackages(paths: readonly string[]): AgentPackage[] {
  const files = paths.flatMap((path) => filesAt(path));
  const packages = files.map((path) => readPackage(path));
  const versions = new Set(packages.map(({ version }) => version));
  if (versions.size > 1) {
    throw new TenkenError(
      'usage',
      `There are packages of several versions: ${[...versions].join(', ')}. Name the files of one with --package.`,
    );
  }
  const machine = packages.map((one) => one.machine).find((one, index, all) => all.indexOf(one) < index);
  if (machine) throw new TenkenError('usage', `Two packages are for ${machine}. Name one of them.`);
  return packages;
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const found = readdirSync(path).filter((name) => nameForm.test(name));
    if (found.length > 0) return found.toSorted().map((name) => join(path, name));
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  throw new TenkenError(
    'usage',
    `${path} holds no package of an agent for Linux (tenken-agent-VERSION-linux-x64.tar.gz). npm run package makes them.`,
  );
}

function readPackage(path: string): AgentPackage {
  const [, version, architecture] = nameForm.exec(basename(path)) ?? [];
  if (version === undefined || (architecture !== 'x64' && architecture !== 'arm64')) {
    throw new TenkenError(
      'usage',
      `${path} is not named as a package of the agent is: tenken-agent-VERSION-linux-x64.tar.gz, or arm64.`,
    );
  }
  const archive = readFileSync(path);
  const archiveSha256 = sha256(archive);
  checkAgainstList(path, archiveSha256);
  const files = filesIn(path, archive);
  const manifestSha256 = sha256(Buffer.from(manifestOf(files)));
  return {
    version,
    machine: machines[architecture],
    id: `${version}-${manifestSha256.slice(0, 16)}`,
    archive,
    archiveSha256,
    manifestSha256,
    unpackedBytes: files.reduce((sum, { content }) => sum + content.length, 0),
  };
}

function filesIn(path: string, archive: Buffer): TarEntry[] {
  let entries: TarEntry[];
  try {
    entries = tarEntries(gunzipSync(archive, { maxOutputLength: maxUnpackedBytes }));
  } catch (cause) {
    throw new TenkenError('usage', `${path} is no package of an agent: ${(cause as Error).message}`, {
      cause,
    });
  }
  const files = entries.filter(({ type }) => type === 'file');
  const has = (name: string) => files.find((file) => file.name === name);
  for (const name of ['tenken-agent', 'trial']) {
    const program = has(`${programs}${name}`);
    if (!program || (program.mode & 0o100) === 0) {
      throw new TenkenError('usage', `${path} has no program ${programs}${name}.`);
    }
  }
  for (const name of ['tenken-agent.service', 'tenken-agent.timer', 'tenken-agent-watch.timer']) {
    if (!has(`${units}${name}`)) throw new TenkenError('usage', `${path} has no ${units}${name}.`);
  }
  return files;
}

/** What the host's `find | sort | sha256sum` prints of a version's folder, in which units have a folder of their own. */
function manifestOf(files: readonly TarEntry[]): string {
  const lines = files.flatMap(({ name, content }): [string, string][] => {
    const place = name.startsWith(programs)
      ? `./${name.slice(programs.length)}`
      : name.startsWith(units)
        ? `./units/${name.slice(units.length)}`
        : null;
    return place === null ? [] : [[place, `${sha256(content)}  ${place}\n`]];
  });
  return lines
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join('');
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
