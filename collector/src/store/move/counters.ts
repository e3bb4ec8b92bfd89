import type { MovedTable } from './moved-table.ts';
import type { TargetServer } from './target-server.ts';

/** Numbers that a table gives to its rows by itself go on after the last that was given, also to rows that are gone. */
export async function setCounters(server: TargetServer, tables: readonly MovedTable[]): Promise<void> {
  for (const table of tables) {
    const last = counted(table);
    if (last !== null) {
      await server.ask(`select setval(${sequenceOf}, $3::bigint)`, [...namesOf(server, table), String(last)]);
    }
  }
}

/** Tables that would give a number once more, which rows elsewhere may still mean. */
export async function wrongCounters(server: TargetServer, tables: readonly MovedTable[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const table of tables) {
    const last = counted(table);
    if (last === null) continue;
    const [names] = await server.ask(`select ${sequenceOf}`, namesOf(server, table));
    const [state] = await server.ask(`select last_value, is_called from ${names?.[0] ?? ''}`);
    if (state?.[1] !== 't' || BigInt(state[0] ?? 0) < last) wrong.push(table.name);
  }
  return wrong;
}

const sequenceOf = 'pg_get_serial_sequence($1, $2)';

function namesOf(server: TargetServer, { name, key: [key = ''] }: MovedTable): string[] {
  return [server.quoted(name), key];
}

/** null where no number was ever given. */
function counted({ counter }: MovedTable): bigint | null {
  return counter === null || counter === 0n ? null : counter;
}
