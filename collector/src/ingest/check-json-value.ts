import { Refusal } from './refusal.ts';

/**
 * What a parsed body must not hold although JSON.parse takes it: names that readers understand differently, and
 * what has no UTF-8 or JSON form of its own. All of it could be stored here and read as something else elsewhere.
 *
 * @param keys names counted in the text; fewer in the value means that one hid another
 * @param isWellFormed nothing in the text can stand for half a surrogate pair
 * @returns whether all keys come in canonical order: then JSON.stringify spells each part as canonical JSON does
 * @throws {Refusal} 400
 */
export function checkJsonValue(value: unknown, keys: number, isWellFormed: boolean): boolean {
  const seen = { isSorted: true, isWellFormed };
  if (checkedKeys(value, seen) !== keys) {
    throw new Refusal(400, 'body-key-twice', 'An object in the body has one key twice. Send each key once.');
  }
  return seen.isSorted;
}

type Seen = { isSorted: boolean; isWellFormed: boolean };

/** How deep this goes is bounded by the shape that was checked before. */
function checkedKeys(value: unknown, seen: Seen): number {
  if (typeof value === 'string') {
    if (!seen.isWellFormed) checkText(value);
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Refusal(
      400,
      'body-number-too-large',
      'A number in the body is too large. Send it as a string.',
    );
  }
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const member of value as unknown[]) keys += checkedKeys(member, seen);
    return keys;
  }
  let before = '';
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    // What looks like a number comes before other keys, wherever it stood.
    if (key < before || (key >= '0' && key < ':')) seen.isSorted = false;
    before = key;
    // Assigned to an object, this name would change its type.
    if (key === '__proto__') {
      throw new Refusal(
        400,
        'body-key-reserved',
        'An object in the body has the key __proto__. Leave it out.',
      );
    }
    if (!seen.isWellFormed) checkText(key);
    keys += 1 + checkedKeys(member, seen);
  }
  return keys;
}

function checkText(text: string): void {
  if (text.isWellFormed()) return;
  throw new Refusal(
    400,
    'body-not-text',
    'A text in the body holds half a surrogate pair. Send U+FFFD in its place.',
  );
}
