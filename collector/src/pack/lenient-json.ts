import { canonicalJson } from '@tenken/shared';

/**
 * Canonical JSON also of texts that were cut in the middle of a character: a lone surrogate becomes U+FFFD. What hosts
 * sign never holds one, but an excerpt of it may.
 */
export function lenientJson(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return canonicalJson(wellFormed(value));
  }
}

/** What stands in JSON as it is. */
const plain = /^[ !#-[\]-~\u3001-\u30FF\u4E00-\u9FFF]*$/;

/** `lenientJson` of a text. */
export function lenientText(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed());
}

/** JSON.stringify spells a lone surrogate so; a text may also hold these characters as they are. */
const surrogate = String.raw`\ud`;

/** The same of an object that is in order already, nearly always: there are millions. */
export function orderedJson(value: Record<string, unknown>): string {
  const ordered = inOrder(value);
  if (ordered === null) return lenientJson(value);
  const text = JSON.stringify(ordered);
  return text.includes(surrogate) ? lenientJson(value) : text;
}

/** The same with members in the order of canonical JSON; null where the runtime would spell it otherwise. */
function inOrder(object: Record<string, unknown>): Record<string, unknown> | null {
  const keys = Object.keys(object);
  for (const key of keys) if (!isCanonical(object[key])) return null;
  if (isSorted(keys)) return object;
  // The runtime puts whole numbers first.
  if (keys.some((key) => /^\d/.test(key))) return null;
  return Object.fromEntries(keys.toSorted().map((key) => [key, object[key]]));
}

/** Whether the runtime spells it as canonical JSON does, but for lone surrogates. */
function isCanonical(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) {
    for (const member of value as unknown[]) if (!isCanonical(member)) return false;
    return true;
  }
  const keys = Object.keys(value);
  for (const key of keys) if (!isCanonical((value as Record<string, unknown>)[key])) return false;
  return isSorted(keys);
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return false;
  }
  return true;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]),
  );
}
