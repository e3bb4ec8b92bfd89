import { openDataDirectory } from '../store/data-directory.ts';
import { repositories } from '../store/repositories.ts';
import type { Repositories } from '../store/repositories.ts';
import { openSqliteStore } from '../store/store.ts';

/** Works on a collector's data beside the collector, which may run: it looks up each time what it acts on. */
export async function withRepositories<T>(
  data: string,
  work: (repos: Repositories) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStore(openDataDirectory(data).database);
  try {
    return await work(repositories(store));
  } finally {
    await store.close();
  }
}
