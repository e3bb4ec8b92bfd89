import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** What lists of a large fleet are found by: parts of names, and the findings of a host by outcome and time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await nameParts(db);
  await searchedTexts(db);
  await changesOfAll(db);
  await db.schema
    .alterTable('group_size')
    .addColumn('stamp', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  for (const count of ['failures', 'unknowns', 'errors']) {
    const columns = ['platform', count, 'id'];
    await db.schema.createIndex(`host_platform_${count}`).on('host').columns(columns).execute();
  }
  await db.schema
    .createIndex('finding_host')
    .on('finding')
    // Whole: what a list of some hosts' findings is filtered and sorted by is read here alone.
    .columns(['host_id', 'outcome', 'since_at', 'control', 'variant'])
    .execute();
}

async function nameParts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('host_name_part')
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('host_name_part_key', ['part', 'host_id'])
    .execute();
  // Sorted, so that the key grows at its end.
  await sql`with recursive place (number) as (
      select 1 union all
      select number + 1 from place where number < (select max(length(sort_name)) from host)
    )
    insert into host_name_part (part, host_id)
      select distinct substr(host.sort_name, place.number, 3) as part, host.id
      from host cross join place where place.number <= length(host.sort_name)
      order by 1, 2`.execute(db);
}

/** All controls together have a row of their own, and new findings an index: a day of them is a few hundred rows. */
async function changesOfAll(db: Kysely<unknown>): Promise<void> {
  await sql`insert into change_tally (hour, control, before, after, changes)
    select hour, '', before, after, sum(changes) from change_tally group by hour, before, after`.execute(db);
  await db.schema
    .createIndex('change_first')
    .on('change_tally')
    .columns(['hour', 'control', 'changes'])
    .where(sql.ref('before'), '=', sql.lit(''))
    .execute();
}

/** Ids are looked up by their beginning, as they are pasted: in a text among others their digits hide what is meant. */
async function searchedTexts(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.dropIndex('host_search').execute();
  await sql`update host set search = substr(search, 1, length(search) - length(id) - 1)
    where search like '% ' || id`.execute(db);
  await schema.createIndex('host_search').on('host').columns(['search', 'id']).execute();
}
