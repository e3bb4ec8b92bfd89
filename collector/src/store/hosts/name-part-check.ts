import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Db } from '../reports/evidence-repository.ts';
import { partsOf, storeNameParts } from './name-parts.ts';
import type { Schema } from '../schema.ts';

const hostsAtOnce = 200;

/** Compares the parts that are kept of names with the names. @returns one line for each difference, `most` at most */
export async function wrongNameParts(db: Kysely<Schema>, most: number): Promise<string[]> {
  const found: string[] = [];
  let right = 0;
  for await (const hosts of namesOf(db)) {
    const keys = hosts.flatMap(({ id, sort_name: name }) =>
      [...partsOf(name)].map((part) => sql`(${part}, ${id})`),
    );
    if (keys.length === 0) continue;
    const { rows } = await sql<{ id: string; parts: number }>`
      with wanted (part, id) as (values ${sql.join(keys)})
      select wanted.id, count(host_name_part.part) as parts from wanted
      left join host_name_part on host_name_part.part = wanted.part and host_name_part.host_id = wanted.id
      group by wanted.id`.execute(db);
    const kept = new Map(rows.map(({ id, parts }) => [id, Number(parts)]));
    for (const { id, sort_name: name } of hosts) {
      const parts = kept.get(id) ?? 0;
      right += parts;
      if (parts < partsOf(name).size) found.push(`host ${id} cannot be found by all parts of its name`);
    }
  }
  const { rows } = await sql<{ parts: number }>`select count(*) as parts from host_name_part`.execute(db);
  const others = Number(rows[0]?.parts ?? 0) - right;
  if (others > 0) found.push(`${others} parts of names are kept that no name has`);
  return found.slice(0, most);
}

export async function rebuildNameParts(db: Db): Promise<void> {
  await db.deleteFrom('host_name_part').execute();
  for await (const hosts of namesOf(db)) {
    for (const { id, sort_name: name } of hosts) await storeNameParts(db, id, '', name);
  }
}

async function* namesOf(db: Kysely<Schema>): AsyncGenerator<{ id: string; sort_name: string }[]> {
  for (let after = ''; ;) {
    const hosts = await db
      .selectFrom('host')
      .select(['id', 'sort_name'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(hostsAtOnce)
      .execute();
    const last = hosts.at(-1);
    if (!last) return;
    yield hosts;
    after = last.id;
  }
}
