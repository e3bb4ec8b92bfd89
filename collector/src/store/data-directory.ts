import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makeFolder, TenkenError, whyNoFolder } from '@tenken/shared';

export type DataDirectory = {
  path: string;
  database: string;
  /** What the database is called once its content was moved to a server. */
  movedDatabase: string;
  authority: string;
  /** Identity of the agent that `tenken up` runs on this machine. */
  agent: string;
  /** What a running collector makes and removes again; emptied when one starts. */
  scratch: string;
};

/** What a restored folder is called when it is complete and the one that it replaces is still in its place. */
export function restoredName(path: string): string {
  return `${path.replace(/[/\\]+$/, '')}.restored`;
}

/** @throws {TenkenError} `data-directory-unusable`, `restore-unfinished` */
export function openDataDirectory(path: string): DataDirectory {
  if (!existsSync(path) && existsSync(restoredName(path))) {
    throw new TenkenError(
      'restore-unfinished',
      `A restore was interrupted between its last two steps: ${restoredName(path)} is the restored folder, whole. Rename it to ${path}.`,
    );
  }
  try {
    makeFolder(path);
  } catch (cause) {
    throw new TenkenError(
      'data-directory-unusable',
      `${path} cannot be used: ${whyNoFolder(path, cause)}. Name another with --data.`,
      { cause },
    );
  }
  return {
    path,
    database: join(path, 'tenken.db'),
    movedDatabase: join(path, 'tenken.db.moved'),
    authority: join(path, 'authority'),
    agent: join(path, 'agent'),
    scratch: join(path, 'scratch'),
  };
}

/**
 * Keeps a second collector off the same data until this process ends, however it ends: the lock is one of the
 * operating system on an open file.
 *
 * @throws {TenkenError} `data-directory-in-use`
 */
export function lockDataDirectory(directory: DataDirectory): { release: () => void } {
  const file = join(directory.path, 'collector.lock');
  let lock: Database.Database;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      throw new TenkenError(
        'data-directory-in-use',
        `Another collector works on ${directory.path}. Stop it, or name another folder with --data.`,
        { cause },
      );
    }
    throw new TenkenError(
      'data-directory-unusable',
      `${directory.path} cannot be written: ${whyNoFolder(directory.path, cause)}. Name another folder with --data.`,
      {
        cause,
      },
    );
  }
  return { release: () => lock.close() };
}

/** Removes what a collector that was killed has left. Only for whoever has locked the data directory. */
export function emptyScratch({ scratch }: DataDirectory): void {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { mode: 0o700 });
}
