import { defaultVariant } from '@tenken/controls';
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

/** Failures under the controls' own limits that hold since a moment of each host, or later. */
export const failuresSince = preparedRows<
  { host_id: string; since_at: number },
  FindingKey & { since_at: number }
>(
  ['host_id', 'since_at'],
  (_, hosts) => sql<FindingKey & { since_at: number }>`
    with wanted (host_id, since_at) as
      (values ${sql.join(hosts.map((host) => sql`(${host.host_id}, cast(${host.since_at} as bigint))`))})
    select finding.host_id, finding.control, finding.variant, finding.since_at
    from wanted cross join finding
    where finding.host_id = wanted.host_id and finding.outcome = 'fail'
      and finding.since_at >= wanted.since_at and finding.variant = ${sql.lit(defaultVariant)}`,
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
