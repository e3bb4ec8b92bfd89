import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder, TenkenError } from '@tenken/shared';
import { damagedDatabase } from '../store/damage/damage.ts';
import { copyDatabase } from '../store/copy-database.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import { damageOf } from './damage-of.ts';
import { copyPrivate, sha256OfFile, sync } from './files.ts';
import { manifestName } from './manifest.ts';
import type { Manifest } from './manifest.ts';

export type BackupOptions = {
  directory: DataDirectory;
  /** A folder that does not exist yet. */
  target: string;
  madeBy: string;
  now: () => Date;
  onStep: (step: string) => void;
};

/**
 * Copies a collector's database, running or not, and the keys beside it into a new folder. It gets its name when it
 * is complete, on disk and found whole; before, and when it fails, there is none of that name.
 *
 * @throws {TenkenError} `backup-failed`, `database-damaged`
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { directory, madeBy, now, onStep } = options;
  const target = resolve(options.target);
  if (existsSync(target)) throw failed(target, 'it exists already');
  // Not made: where a disk is not mounted, or its name mistyped, the keys would lie on another one.
  if (!existsSync(dirname(target))) throw failed(target, `the folder ${dirname(target)} does not exist`);
  const unfinished = `${target}.incomplete`;
  try {
    // What a backup left that was killed: it was never complete, and it holds keys.
    rmSync(unfinished, { recursive: true, force: true });
    makeFolder(join(unfinished, 'authority'));
    const madeAt = now().toISOString();
    const copy = join(unfinished, 'tenken.db');
    await copyDatabase(directory.database, copy, (done) =>
      onStep(`copied ${Math.floor(done * 100)} % of the database`),
    );
    onStep('checking the copy');
    const [damage] = await damageOf(copy);
    if (damage !== undefined) throw damagedDatabase(directory.database, damage);
    chmodSync(copy, 0o600);
    sync(copy);
    const paths = ['tenken.db'];
    for (const name of keyFiles(directory.authority)) {
      copyPrivate(join(directory.authority, name), join(unfinished, 'authority', name));
      paths.push(`authority/${name}`);
    }
    const manifest: Manifest = {
      format: 'tenken-backup',
      version: 1,
      madeAt,
      madeBy,
      files: await Promise.all(paths.map((path) => described(unfinished, path))),
    };
    const manifestPath = join(unfinished, manifestName);
    writeFileSync(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    for (const path of [manifestPath, join(unfinished, 'authority'), unfinished]) sync(path);
    renameSync(unfinished, target);
    sync(dirname(target));
    return manifest;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error instanceof TenkenError ? error : failed(target, (error as Error).message, error);
  }
}

/** Keys and certificates; an authority that exists elsewhere is not there, and is backed up where it lives. */
function keyFiles(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => /^[a-z0-9][a-z0-9.-]*\.pem$/.test(name))
    : [];
}

async function described(folder: string, path: string): Promise<Manifest['files'][number]> {
  const file = join(folder, path);
  return { path, bytes: statSync(file).size, sha256: await sha256OfFile(file) };
}

function failed(target: string, why: string, cause?: unknown): TenkenError {
  return new TenkenError('backup-failed', `No backup was made at ${target}: ${why}.`, { cause });
}
