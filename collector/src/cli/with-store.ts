import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { openDataDirectory } from '../store/data-directory.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import { openStoreOf, rememberedPlaceOf } from '../store/database-place.ts';
import { unusable } from '../store/postgres/unusable.ts';
import { repositories } from '../store/repositories.ts';
import type { Repositories } from '../store/repositories.ts';
import { NotWritable } from '../store/write-gate.ts';

/**
 * Works on the data of a collector on this machine, running or not. Whoever may read and write the folder may do
 * so: that is the right, and there is no other sign-in.
 *
 * @throws {TenkenError} `data-directory-unusable` for a folder that no collector has worked in
 */
export async function withStore<T>(
  data: string,
  work: (repos: Repositories, directory: DataDirectory) => Promise<T>,
): Promise<T> {
  const directory = collectorFolder(data);
  const store = await openStoreOf(directory);
  try {
    return await work(repositories(store), directory);
  } catch (error) {
    if (!(error instanceof NotWritable)) throw error;
    const place = rememberedPlaceOf(directory);
    if (place !== null) throw unusable(place, error);
    const why = error.cause instanceof Error ? error.cause.message : error.message;
    throw new TenkenError(
      'data-directory-unusable',
      `Nothing can be written to ${data}: ${why}. Check its free space and its disk.`,
      { cause: error },
    );
  } finally {
    await store.close();
  }
}

/** @throws {TenkenError} `data-directory-unusable` for a folder that no collector has worked in, or that is not ours */
export function collectorFolder(data: string): DataDirectory {
  if (!hasDatabase(data)) {
    throw new TenkenError(
      'data-directory-unusable',
      `${data} holds no collector's data. Start the collector there first, or name its folder with --data.`,
    );
  }
  return openDataDirectory(data);
}

/** @throws {TenkenError} `data-directory-unusable` where this user may not look */
function hasDatabase(data: string): boolean {
  try {
    // What was moved says where to go; the one that opens it does.
    return ['tenken.db', 'database.json', 'tenken.db.moved'].some(
      (name) => statSync(join(data, name), { throwIfNoEntry: false }) !== undefined,
    );
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return false;
    const isRefused = code === 'EACCES' || code === 'EPERM';
    const why = isRefused ? `${userInfo().username} has no rights on it (${code})` : message;
    throw new TenkenError(
      'data-directory-unusable',
      `${data} cannot be read: ${why}. Run this as the user of the collector or as an administrator; assessments can also be worked on with --server.`,
      { cause },
    );
  }
}

/** Who changes something here, as the audit log names them. */
export function consoleChange(): { actor: string; now: number } {
  return { actor: `console:${userInfo().username}`, now: Date.now() };
}
