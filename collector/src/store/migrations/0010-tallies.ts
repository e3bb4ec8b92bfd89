import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { dayNumber } from '../tallies/days.ts';
import { hostColumns } from '../hosts/host-columns.ts';
import type { NamedHost } from '../hosts/host-columns.ts';
import { addColumns } from './add-columns.ts';

const hostsAtOnce = 500;

const added: readonly [table: string, definition: string][] = [
  // What lists of hosts are sorted and searched by, as NFKC and lower case make it.
  ['host', "sort_name text not null default ''"],
  ['host', "search text not null default ''"],
  // Operating system with its version, as one word to group by.
  ['host', "system text not null default ''"],
  ['host', 'passes integer not null default 0'],
  ['host', 'failures integer not null default 0'],
  ['host', 'unknowns integer not null default 0'],
  ['host', 'errors integer not null default 0'],
  ['host', 'not_applicables integer not null default 0'],
  // The rules by which it is counted in `set_tally`.
  ['host', "sets_version text not null default ''"],
  // When a finding ends by its control's own rule, however often new evidence comes.
  ['finding', 'due_at bigint'],
];

/** Kept tallies, and what lists are sorted and filtered by. What is there already is counted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, added);
  await tables(db);
  await fillHosts(db);
  await indexes(db);
  await fillTallies(db);
}

async function tables({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('finding_tally')
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('finding_tally_key', ['control', 'variant', 'outcome'])
    .execute();
  await schema
    .createTable('group_tally')
    .addColumn('grouping', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('group_tally_key', ['grouping', 'group_id', 'variant', 'control', 'outcome'])
    .execute();
  await schema
    .createTable('group_size')
    .addColumn('grouping', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('group_size_key', ['grouping', 'group_id'])
    .execute();
  await schema.createIndex('group_size_hosts').on('group_size').columns(['grouping', 'hosts']).execute();
  await schema
    .createTable('day_tally')
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('day_tally_key', ['control', 'day', 'outcome'])
    .execute();
  await schema
    .createTable('set_tally')
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('set_id', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('set_tally_key', ['version', 'set_id'])
    .execute();
  await schema
    .createTable('due_tally')
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('due_tally_key', ['day', 'control'])
    .execute();
  await schema
    .createTable('change_tally')
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('changes', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('change_tally_key', ['hour', 'control', 'before', 'after'])
    .execute();
  await schema
    .createTable('report_hour')
    .addColumn('hour', 'integer', (column) => column.primaryKey())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('tally_state')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('day', 'integer')
    .execute();
}

async function indexes({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('host_sort_name').on('host').columns(['sort_name', 'id']).execute();
  await schema.createIndex('host_search').on('host').columns(['search', 'id']).execute();
  await schema.createIndex('host_last_report').on('host').columns(['last_report_at', 'id']).execute();
  for (const group of ['label', 'platform', 'system', 'status']) {
    await schema.createIndex(`host_${group}`).on('host').columns([group, 'sort_name', 'id']).execute();
  }
  for (const count of ['failures', 'unknowns', 'errors']) {
    await schema.createIndex(`host_${count}`).on('host').columns([count, 'id']).execute();
  }
  await schema.dropIndex('finding_control').execute();
  await schema
    .createIndex('finding_requirement')
    .on('finding')
    .columns(['control', 'variant', 'outcome', 'since_at'])
    .execute();
  await schema.createIndex('finding_since').on('finding').columns(['outcome', 'since_at']).execute();
  await schema
    .createIndex('finding_due')
    .on('finding')
    // Whole in its order: what ends with reference data ends for every host at one instant.
    .columns(['control', 'due_at', 'host_id', 'variant'])
    .where(sql.ref('due_at'), 'is not', null)
    .execute();
  await schema.createIndex('finding_span_from').on('finding_span').column('from_at').execute();
  await schema
    .createIndex('finding_span_control')
    .on('finding_span')
    .columns(['control', 'variant', 'from_at'])
    .execute();
  await schema.createIndex('certificate_ends').on('certificate').column('not_after_at').execute();
}

type FilledHost = NamedHost & { id: string; sort_name: string; search: string; system: string };

async function fillHosts(db: Kysely<{ host: FilledHost }>): Promise<void> {
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('host')
      .select(['id', 'name', 'label', 'os_name', 'os_version'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(hostsAtOnce)
      .execute();
    for (const row of rows) {
      await db.updateTable('host').set(hostColumns(row)).where('id', '=', row.id).execute();
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** By statements that both databases read; what is due is known once everything is judged anew. */
async function fillTallies(db: Kysely<unknown>): Promise<void> {
  await sql`insert into finding_tally select control, variant, outcome, count(*) from finding group by control, variant, outcome`.execute(
    db,
  );
  for (const [outcome, column] of [
    ['pass', 'passes'],
    ['fail', 'failures'],
    ['unknown', 'unknowns'],
    ['error', 'errors'],
    ['not-applicable', 'not_applicables'],
  ] as const) {
    await sql`update host set ${sql.ref(column)} = (select count(*) from finding where finding.host_id = host.id and variant = 'default' and coalesce(outcome, '') = ${outcome})`.execute(
      db,
    );
  }
  for (const grouping of ['label', 'platform', 'system']) {
    const group = sql.ref(`host.${grouping}`);
    await sql`insert into group_size select ${grouping}, ${group}, count(*) from host group by ${group}`.execute(
      db,
    );
    await sql`insert into group_tally select ${grouping}, ${group}, variant, control, outcome, count(*) from finding inner join host on host.id = finding.host_id group by ${group}, variant, control, outcome`.execute(
      db,
    );
  }
  await sql`insert into report_hour select last_report_at / 3600000, count(*) from host where last_report_at is not null group by last_report_at / 3600000`.execute(
    db,
  );
  await fillHistory(db);
}

/** Days and changes from the stretches of time that are kept. */
async function fillHistory(db: Kysely<unknown>): Promise<void> {
  await sql`insert into change_tally
    select from_at / 3600000 as hour, control, before, outcome, count(*) from (
      select from_at, control, outcome,
        coalesce(lag(outcome) over (partition by host_id, control order by from_at), '') as before
      from finding_span where variant = 'default'
    ) as step where before <> outcome group by from_at / 3600000, control, before, outcome`.execute(db);
  const day = (column: string) => sql`(${sql.ref(column)} + 32400000) / 86400000`;
  await sql`insert into day_tally (control, day, outcome, hosts)
    select control, day, outcome, sum(sum(step)) over (partition by control, outcome order by day) from (
      select control, ${day('from_at')} as day, outcome, 1 as step from finding_span where variant = 'default'
      union all
      select control, ${day('to_at')} as day, outcome, -1 as step from finding_span where variant = 'default' and to_at is not null
    ) as moved group by control, day, outcome`.execute(db);
  await sql`insert into day_tally (control, day, outcome, hosts)
    select '', day, outcome, sum(sum(step)) over (partition by outcome order by day) from (
      select ${day('from_at')} as day, outcome, 1 as step from finding_span where variant = 'default'
      union all
      select ${day('to_at')} as day, outcome, -1 as step from finding_span where variant = 'default' and to_at is not null
    ) as moved group by day, outcome`.execute(db);
  const newest = await sql<{ at: number | null }>`select max(evaluated_at) as at from finding`.execute(db);
  const at = newest.rows[0]?.at ?? null;
  await sql`insert into tally_state (id, day) values (1, ${at === null ? null : dayNumber(Number(at))})`.execute(
    db,
  );
  // The newest day is not over; what it ends with is written when it is.
  if (at !== null) await sql`delete from day_tally where day >= ${dayNumber(Number(at))}`.execute(db);
}
