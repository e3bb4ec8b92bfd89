import { sql } from 'kysely';
import { preparedRows } from '../sql/prepared-query.ts';
import type { FindingRow } from '../schema.ts';
import type { Store } from '../store.ts';

export type ListedRow = FindingRow & { host_name: string; host_platform: string; sort_name: string };

export type FindingKey = Pick<FindingRow, 'host_id' | 'control' | 'variant'>;
export type EndingKey = FindingKey & { due_at: number };

const wholeRows = preparedRows<FindingKey, ListedRow>(
  ['host_id', 'control', 'variant'],
  (_, keys) => sql<ListedRow>`
    with wanted (host_id, control, variant) as
      (values ${sql.join(keys.map((key) => sql`(${key.host_id}, ${key.control}, ${key.variant})`))})
    select finding.*, host.name as host_name, host.platform as host_platform, host.sort_name
    from wanted cross join finding cross join host
    where finding.host_id = wanted.host_id and finding.control = wanted.control
      and finding.variant = wanted.variant and host.id = wanted.host_id`,
);

const keyOf = ({ host_id, control, variant }: FindingKey) => `${host_id} ${control} ${variant}`;

/** The findings with these keys, in their order. */
export async function wholeFindings(
  store: Pick<Store, 'read'>,
  keys: readonly FindingKey[],
): Promise<ListedRow[]> {
  if (keys.length === 0) return [];
  const rows = await wholeRows(store.read, keys);
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.flatMap((key) => found.get(keyOf(key)) ?? []);
}
