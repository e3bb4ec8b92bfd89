import type { Chance } from './mutate.ts';

type Place = { parent: Record<string, unknown> | unknown[]; key: string | number };

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e21,
  2 ** 53,
  '',
  '\0',
  ' ',
  '\u{202e}',
  '1970-01-01T00:00:00Z',
  [],
  {},
  [[]],
  'a'.repeat(2000),
  '0'.repeat(64),
  'pass',
];

/** The same JSON with one to three members changed, left out, doubled, renamed or moved; null = it is no JSON. */
export function mutatedJson(text: string, chance: Chance): string | null {
  let document: { value: unknown };
  try {
    document = { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
  for (let changes = 1 + chance.below(3); changes > 0; changes -= 1) changeOne(document, chance);
  // A document that was left out has no text.
  return document.value === undefined ? null : JSON.stringify(document.value);
}

function changeOne(document: { value: unknown }, chance: Chance): void {
  const places = placesIn(document, 3000);
  const place = chance.oneOf(places);
  const other = chance.oneOf(places);
  if (!place || !other) return;
  switch (chance.below(5)) {
    case 0:
      return remove(place);
    case 1:
      return put(place, structuredClone(valueAt(other)));
    case 2: {
      const { parent } = place;
      if (Array.isArray(parent)) parent.push(structuredClone(valueAt(place)));
      else parent[`${String(place.key)}x`] = structuredClone(valueAt(place));
      return;
    }
    case 3: {
      const old = valueAt(place);
      if (typeof old === 'number') return put(place, old * 2 + 1);
      if (typeof old === 'string') return put(place, old.slice(0, chance.below(old.length + 1)));
      return put(place, structuredClone(chance.oneOf(values)));
    }
    default:
      return put(place, structuredClone(chance.oneOf(values)));
  }
}

/** Every member, breadth first. */
function placesIn(document: { value: unknown }, limit: number): Place[] {
  const places: Place[] = [{ parent: document, key: 'value' }];
  for (let index = 0; index < places.length && places.length < limit; index += 1) {
    const place = places[index];
    const value = place && valueAt(place);
    if (typeof value !== 'object' || value === null) continue;
    const parent = value as Place['parent'];
    for (const key of Object.keys(parent)) {
      places.push({ parent, key: Array.isArray(parent) ? Number(key) : key });
    }
  }
  return places;
}

function valueAt({ parent, key }: Place): unknown {
  return (parent as Record<string | number, unknown>)[key];
}

function put({ parent, key }: Place, value: unknown): void {
  (parent as Record<string | number, unknown>)[key] = value;
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}
