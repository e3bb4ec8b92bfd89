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

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]),
  );
}
