import type { Store } from '../store.ts';

/** The hosts of a group whose newest failures are newer than those of its others, with since when these hold. */
export async function newestFailures(
  store: Pick<Store, 'read'>,
  group: { by: 'label' | 'system'; value: string },
  limit: number,
): Promise<{ id: string; at: number }[]> {
  const rows = await store.read
    .selectFrom('host')
    .select(['id', 'newest_failure_at as at'])
    .where(group.by, '=', group.value)
    .where('newest_failure_at', 'is not', null)
    .orderBy('newest_failure_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id, at }) => ({ id, at: Number(at) }));
}
