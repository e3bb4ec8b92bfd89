import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { openDataDirectory } from '../store/data-directory.ts';
import { repositories } from '../store/repositories.ts';
import type { Repositories } from '../store/repositories.ts';
import { openSqliteStore } from '../store/store.ts';

/**
 * Works on a collector's data beside the collector, which may run: it looks up each time what it acts on.
 *
 * @throws {TenkenError} `data-directory-unusable` for a folder that no collector has worked in
 */
export async function withRepositories<T>(
  data: string,
  work: (repos: Repositories) => Promise<T>,
): Promise<T> {
  if (!existsSync(join(data, 'tenken.db'))) {
    throw new TenkenError(
      'data-directory-unusable',
      `${data} holds no collector's data. Start the collector there first, or name its folder with --data.`,
    );
  }
  const store = await openSqliteStore(openDataDirectory(data).database);
  try {
    return await work(repositories(store));
  } finally {
    await store.close();
  }
}
