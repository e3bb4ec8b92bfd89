import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { nodeVersion } from './target.ts';
import type { Target } from './target.ts';
import { readTar } from './tar.ts';

export type NodeFiles = { program: Buffer; licence: Buffer };

/**
 * Node for a platform, from the package registry or from what was fetched before.
 *
 * @throws {Error} when npm cannot fetch it, or it is another archive than the one that was checked
 */
export function nodeFor(target: Target, cache: string): NodeFiles {
  const archive = join(cache, `${target.package}-${nodeVersion}.tgz`);
  if (!existsSync(archive)) fetchArchive(target, cache, archive);
  const packed = readFileSync(archive);
  const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  if (integrity !== target.integrity) {
    rmSync(archive);
    throw new Error(
      `${target.package}@${nodeVersion} is not what was checked: its integrity is ${integrity}`,
    );
  }
  const files = readTar(gunzipSync(packed));
  const [program, licence] = [files.get(target.program), files.get('package/LICENSE')];
  if (!program) throw new Error(`${archive} holds no ${target.program}`);
  return { program, licence: licence ?? Buffer.alloc(0) };
}

/** By npm, which knows the registry or mirror of this network. Installed it would be refused: it is for another system. */
function fetchArchive(target: Target, cache: string, archive: string): void {
  const folder = `${archive}.fetched`;
  mkdirSync(folder, { recursive: true });
  try {
    const wanted = `${target.package}@${nodeVersion}`;
    execFileSync('npm', ['pack', wanted, '--silent', '--pack-destination', folder], {
      cwd: cache,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    renameSync(join(folder, `${target.package}-${nodeVersion}.tgz`), archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
