import type { Db } from '../reports/evidence-repository.ts';
import { inChunks } from '../sql/in-chunks.ts';
import { preparedInsert, preparedQuery } from '../sql/prepared-query.ts';
import type { HostNamePartRow } from '../schema.ts';

/** In characters: shorter ones are in too many names, longer ones are not in what people type. */
export const partLength = 3;

/**
 * Every three characters of a name that follow each other, and the one or two at its end: a text of three or more is in
 * the name where all its parts are, a shorter one where a part begins with it.
 *
 * @param name folded
 */
export function partsOf(name: string): Set<string> {
  // By code points, as databases count.
  const characters = Array.from(name);
  return new Set(characters.map((_, at) => characters.slice(at, at + partLength).join('')));
}

const removePart = preparedQuery<HostNamePartRow>((db, slot) =>
  db.deleteFrom('host_name_part').where('part', '=', slot('part')).where('host_id', '=', slot('host_id')),
);

const addParts = preparedInsert<HostNamePartRow>(['part', 'host_id'], (db, rows) =>
  db.insertInto('host_name_part').values(rows),
);

/** Puts the parts of a host's name in the place of those before. @param before '' for a new host */
export async function storeNameParts(db: Db, hostId: string, before: string, after: string): Promise<void> {
  if (before === after) return;
  const [old, young] = [partsOf(before), partsOf(after)];
  for (const part of old.difference(young)) await removePart(db, { part, host_id: hostId });
  const added = [...young.difference(old)].map((part) => ({ part, host_id: hostId }));
  await inChunks(db, added, addParts);
}
