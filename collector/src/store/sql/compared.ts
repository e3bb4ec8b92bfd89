import type { Place } from '../../results/cursor.ts';

type Key = Place[number];

const beyond16Bits = /[\ud800-\udfff]/;

/** As SQLite compares: nothing first, numbers by size, texts by their code points. */
export function compared(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [String(a), String(b)];
  // By 16 bits, as it is here, is by code points but for those that need two.
  if (beyond16Bits.test(one) || beyond16Bits.test(other)) {
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Key after key, until one differs. */
export function comparedPlaces(a: Place, b: Place): number {
  for (const [index, key] of a.entries()) {
    const order = compared(key, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}
