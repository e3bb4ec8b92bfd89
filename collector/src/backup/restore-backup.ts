import { cpSync, existsSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder, TenkenError } from '@tenken/shared';
import { lockDataDirectory, openDataDirectory, restoredName } from '../store/data-directory.ts';
import { openSqliteStore } from '../store/store.ts';
import { repositories } from '../store/repositories.ts';
import { damageOf } from './damage-of.ts';
import { copyPrivate, sync } from './files.ts';
import { compare, readBackup } from './manifest.ts';
import type { Manifest } from './manifest.ts';

export type RestoreOptions = {
  backup: string;
  /** Folder of the collector. */
  data: string;
  /** Also when there is data already: the old folder stays, under another name. */
  replace: boolean;
  actor: string;
  now: () => Date;
  onStep: (step: string) => void;
};

export type Restored = { manifest: Manifest; endedSessions: number; replaced: string | null };

/**
 * Makes a collector's folder out of a backup, beside where it belongs, and puts it there when everything is in it,
 * checked and on disk.
 *
 * @throws {TenkenError} `backup-unusable`, `data-directory-in-use`, `data-directory-not-empty`, `database-too-new`,
 *   `data-directory-unusable`
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backup, replace, actor, now, onStep } = options;
  const data = resolve(options.data);
  const isUsed = existsSync(data) && readdirSync(data).length > 0;
  if (isUsed && !replace) {
    throw new TenkenError(
      'data-directory-not-empty',
      `${data} holds data already. Name an empty folder, or give --replace: the old one is kept beside it.`,
    );
  }
  const lock = isUsed ? lockDataDirectory(openDataDirectory(data)) : null;
  const staged = `${data}.restoring`;
  try {
    onStep('checking the backup');
    const manifest = await readBackup(backup);
    rmSync(staged, { recursive: true, force: true });
    makeFolder(join(staged, 'authority'));
    for (const file of manifest.files) {
      onStep(`copying ${file.path}`);
      copyPrivate(join(backup, file.path), join(staged, file.path));
      await compare(staged, file);
    }
    const directory = openDataDirectory(staged);
    const damage = await damageOf(directory.database);
    if (damage.length > 0) {
      throw new TenkenError('backup-unusable', `${backup} holds a damaged database: ${damage[0]}.`);
    }
    onStep('bringing the database to this version');
    const store = await openSqliteStore(directory.database);
    let endedSessions: number;
    try {
      const { audit, sessions } = repositories(store);
      endedSessions = await sessions.endAll();
      const details = { madeAt: manifest.madeAt, endedSessions };
      await audit.append({
        at: now().getTime(),
        actor,
        action: 'backup-restored',
        subject: 'collector',
        details,
      });
    } finally {
      await store.close();
    }
    // The agent of this very machine goes on from where it is: an older state of it would look like a second machine.
    if (isUsed && existsSync(join(data, 'agent'))) {
      cpSync(join(data, 'agent'), join(staged, 'agent'), { recursive: true, preserveTimestamps: true });
    }
    for (const path of [directory.database, join(staged, 'authority'), staged]) sync(path);
    return { manifest, endedSessions, replaced: putInPlace(staged, data, isUsed, now()) };
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    if (error instanceof TenkenError) throw error;
    const why = (error as Error).message;
    throw new TenkenError('data-directory-unusable', `${data} was not restored and is as it was: ${why}.`, {
      cause: error,
    });
  } finally {
    lock?.release();
  }
}

/** @returns where the old folder is kept, if there was one */
function putInPlace(staged: string, data: string, isUsed: boolean, now: Date): string | null {
  if (!isUsed) {
    // Windows does not rename over an empty folder.
    if (existsSync(data)) rmdirSync(data);
    renameSync(staged, data);
    sync(dirname(data));
    return null;
  }
  // Two steps are not one. Between them a collector that starts must not begin with nothing: it looks for this name.
  const complete = restoredName(data);
  const replaced = `${data}.replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(staged, complete);
  sync(dirname(data));
  renameSync(data, replaced);
  renameSync(complete, data);
  sync(dirname(data));
  return replaced;
}
