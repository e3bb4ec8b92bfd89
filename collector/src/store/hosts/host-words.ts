import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { folded } from '../../documents/japanese/folding.ts';
import { partLength, partsOf } from './name-parts.ts';
import type { Store } from '../store.ts';

/** Behind every character that a text may go on with. */
const end = '\u{10ffff}';

/** Whether a host's name, label or system holds a word, or its id begins with it. @param word folded */
export function holdsWord(word: string): RawBuilder<boolean> {
  const pattern = word.replaceAll(/[%_\\]/g, '\\$&');
  return sql<boolean>`(host.search like ${`%${pattern}%`} escape '\\' or host.id like ${`${pattern}%`} escape '\\')`;
}

/**
 * Hosts that may hold all of these words, and all that do; null where each of the words may be in more than `most`.
 *
 * @param words folded
 */
export async function hostsWithWords(
  store: Pick<Store, 'read'>,
  words: readonly string[],
  most: number,
): Promise<string[] | null> {
  let fewest: string[] | null = null;
  for (const word of words) {
    const ids = await hostsWithWord(store, word, fewest ? fewest.length : most);
    if (ids && (!fewest || ids.length < fewest.length)) fewest = ids;
    if (fewest?.length === 0) break;
  }
  return fewest;
}

async function hostsWithWord(
  { read }: Pick<Store, 'read'>,
  word: string,
  most: number,
): Promise<string[] | null> {
  const groups = await groupsWith(read, word);
  if (groups.reduce((sum, { hosts }) => sum + hosts, 0) > most) return null;
  const found = new Set(await named(read, word, most));
  if (found.size > most) return null;
  const byId = await read
    .selectFrom('host')
    .select('id')
    .where('id', '>=', word)
    .where('id', '<', `${word}${end}`)
    .limit(most + 1)
    .execute();
  for (const { id } of byId) found.add(id);
  for (const { grouping, id: value } of groups) {
    const members = await read.selectFrom('host').select('id').where(grouping, '=', value).execute();
    for (const { id } of members) found.add(id);
  }
  return found.size > most ? null : [...found];
}

/** Departments and systems whose name holds the word: they are few, however many hosts there are. */
async function groupsWith(read: Store['read'], word: string) {
  const rows = await read
    .selectFrom('group_size')
    .select(['grouping', 'group_id as id', 'hosts'])
    .where('grouping', 'in', ['label', 'system'])
    .where('hosts', '>', 0)
    .execute();
  return rows
    .filter(({ id }) => folded(id).includes(word))
    .map((row) => ({ ...row, grouping: row.grouping as 'label' | 'system' }));
}

/** Hosts whose name may hold the word; more than `most` where nothing tells them apart. */
async function named(read: Store['read'], word: string, most: number): Promise<string[]> {
  const parts = [...partsOf(word)].filter((part) => Array.from(part).length === partLength);
  const withPart = (part: string) => {
    const rows = read.selectFrom('host_name_part').select('host_id');
    return parts.length > 0
      ? rows.where('part', '=', part)
      : rows.where('part', '>=', part).where('part', '<', `${part}${end}`);
  };
  const sizeOf = (part: string, at: number) =>
    read
      .selectFrom(
        withPart(part)
          .limit(most + 1)
          .as('found'),
      )
      .select((select) => [sql<number>`${sql.lit(at)}`.as('at'), select.fn.countAll<number>().as('size')]);
  const [first = word, ...rest] = parts;
  const looked = [first, ...rest];
  const counted = rest.reduce((all, part, at) => all.unionAll(sizeOf(part, at + 1)), sizeOf(first, 0));
  const sizes = (await counted.execute()).map(({ at, size }) => ({
    part: looked[Number(at)] ?? word,
    size: Number(size),
  }));
  const [rarest, second, ...others] = sizes.toSorted((a, b) => a.size - b.size);
  if (!rarest) return [];
  // Where the rarest part is in too many names it is not looked for how many of them hold the others.
  if (rarest.size > most || !second) {
    const one = withPart(rarest.part).limit(most + 1);
    return idsOf(await one.execute());
  }
  // Both are sorted by host: walking them side by side is sooner done than looking one's hosts up in the other.
  const both = withPart(rarest.part).intersect(withPart(second.part)).as('found');
  let query = read
    .selectFrom(both)
    .select('host_id')
    .limit(most + 1);
  for (const { part } of others) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('host_name_part as other')
          .select('other.part')
          .where('other.part', '=', part)
          .whereRef('other.host_id', '=', 'found.host_id'),
      ),
    );
  }
  return idsOf(await query.execute());
}

function idsOf(rows: readonly { host_id: string }[]): string[] {
  return rows.map(({ host_id: id }) => id);
}
