import type { Later } from './move-progress.ts';
import type { TargetServer } from './target-server.ts';

/** Indexes that no key needs, and foreign keys; of a divided table those of the whole, which its parts follow. */
const definitions = `select 'alter table ' || quote_ident(t.relname) || ' drop constraint ' || quote_ident(c.conname),
    c.conname, 'alter table ' || quote_ident(t.relname) || ' add constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), '2'
  from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
  where n.nspname = current_schema() and c.contype = 'f' and not t.relispartition
  union all
  select 'drop index ' || quote_ident(i.relname), i.relname, pg_get_indexdef(x.indexrelid), '1'
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    join pg_namespace n on n.oid = t.relnamespace
  where n.nspname = current_schema() and not x.indisunique and not t.relispartition
  order by 4, 2`;

/** Within a transaction. @returns what `makeNow` has to make again */
export async function leaveForLater(server: TargetServer): Promise<Later[]> {
  const rows = await server.ask(definitions);
  // Foreign keys first: one may stand on an index.
  for (const [drop] of rows.toReversed()) await server.ask(drop ?? '');
  return rows.map(([, name, statement]) => ({ name: name ?? '', statement: statement ?? '' }));
}

/** Makes what is not there yet. @param onProgress how many of them are there */
export async function makeNow(
  server: TargetServer,
  later: readonly Later[],
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const made = new Set((await server.ask(definitions)).map(([, name]) => name));
  for (const [index, { name, statement }] of later.entries()) {
    onProgress(index, later.length);
    if (!made.has(name)) await server.ask(statement);
  }
  onProgress(later.length, later.length);
  // Queries are planned by the sizes of tables, and nothing has counted them yet.
  await server.ask('analyze');
}
