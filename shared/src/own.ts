/**
 * What a table says under a name that came from outside: a host's answer, a file, a request.
 *
 * `table[name]` finds `constructor`, `toString` and `__proto__` in every object, so that nonsense from a host would count
 * as a known word.
 */
export function own<Value>(
  table: Readonly<Record<string, Value>> | null | undefined,
  name: string | null | undefined,
): Value | undefined {
  if (!table || name === null || name === undefined) return undefined;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
