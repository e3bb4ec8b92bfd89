import { onTestFinished } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { repositories } from '@tenken/collector/src/store/repositories.ts';
import { temporaryDatabase } from '@tenken/collector/src/testing.ts';

/** As two collectors have it: connections of their own to one database. */
export async function twoStores() {
  const url = await temporaryDatabase();
  const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url })));
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });
  const [left, right] = stores;
  if (!left || !right) throw new Error('no stores');
  return { stores: [left, right] as const, repos: [repositories(left), repositories(right)] as const };
}
