import { defaultVariant } from '@tenken/controls';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { passingSets } from '../findings/requirement-sets.ts';
import type { RequirementSets } from '../findings/requirement-sets.ts';
import type { Schema } from '../schema.ts';
import { groupings } from './tally-changes.ts';

/** What each tally counts, by the columns that are its key. */
export const tallyKeys = {
  finding_tally: ['control', 'variant', 'outcome'],
  group_tally: ['grouping', 'group_id', 'variant', 'control', 'outcome'],
  group_size: ['grouping', 'group_id'],
  set_tally: ['version', 'set_id'],
  due_tally: ['day', 'control'],
  report_hour: ['hour'],
} as const;

export type TallyTable = keyof typeof tallyKeys;
export type TallyRow = Record<string, string | number> & { hosts: number };

const hostsAtOnce = 100;

/** Everything that tallies keep, counted anew from the rows themselves; seconds for a large fleet. */
export async function countedTallies(
  db: Kysely<Schema>,
  sets: RequirementSets,
): Promise<Record<TallyTable, TallyRow[]>> {
  const groups = [...groupings];
  const findings = await db
    .selectFrom('finding')
    .select(['control', 'variant', 'outcome', (select) => select.fn.countAll<number>().as('hosts')])
    .groupBy(['control', 'variant', 'outcome'])
    .execute();
  const sizes: TallyRow[] = [];
  const byGroup: TallyRow[] = [];
  for (const grouping of groups) {
    const group = sql.ref<string>(`host.${grouping}`);
    const size = await db
      .selectFrom('host')
      .select([group.as('group_id'), (select) => select.fn.countAll<number>().as('hosts')])
      .groupBy(group)
      .execute();
    sizes.push(...size.map((row) => ({ ...row, grouping })));
    const counted = await db
      .selectFrom('finding')
      .innerJoin('host', 'host.id', 'finding.host_id')
      .select([
        group.as('group_id'),
        'variant',
        'control',
        'outcome',
        (select) => select.fn.countAll<number>().as('hosts'),
      ])
      .groupBy([group, 'variant', 'control', 'outcome'])
      .execute();
    byGroup.push(...counted.map((row) => ({ ...row, grouping })));
  }
  const day = sql<number>`(due_at + 32400000) / 86400000`;
  const due = await db
    .selectFrom('finding')
    .select([day.as('day'), 'control', (select) => select.fn.countAll<number>().as('hosts')])
    .where('due_at', 'is not', null)
    .where('outcome', '=', 'pass')
    .where('variant', '=', defaultVariant)
    .groupBy([day, 'control'])
    .execute();
  const hour = sql<number>`last_report_at / 3600000`;
  const reports = await db
    .selectFrom('host')
    .select([hour.as('hour'), (select) => select.fn.countAll<number>().as('hosts')])
    .where('last_report_at', 'is not', null)
    .groupBy(hour)
    .execute();
  return {
    finding_tally: findings,
    group_tally: byGroup,
    group_size: sizes,
    set_tally: await passing(db, sets),
    due_tally: due,
    report_hour: reports,
  };
}

/** Only hosts that were judged by these rules are counted by them. */
async function passing(db: Kysely<Schema>, sets: RequirementSets): Promise<TallyRow[]> {
  const counts = new Map<string, number>();
  for (let after = ''; ;) {
    const hosts = await db
      .selectFrom('host')
      .select('id')
      .where('sets_version', '=', sets.version)
      .where('id', '>', after)
      .orderBy('id')
      .limit(hostsAtOnce)
      .execute();
    const last = hosts.at(-1);
    if (!last) break;
    const rows = await db
      .selectFrom('finding')
      .select(['host_id', 'control', 'variant', 'outcome', 'reason'])
      .where(
        'host_id',
        'in',
        hosts.map(({ id }) => id),
      )
      .execute();
    for (const findings of Map.groupBy(rows, ({ host_id: host }) => host).values()) {
      for (const id of passingSets(sets, findings)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    after = last.id;
  }
  return [...counts].map(([id, hosts]) => ({ version: sets.version, set_id: id, hosts }));
}
