import { defaultStringifySearch } from '@tanstack/react-router';

/**
 * The part of an address behind the question mark: several words of one filter as `a=x&a=y`, as the API takes them and
 * people can read and change them.
 */
export function addressOf(search: Record<string, unknown>): string {
  const several = new URLSearchParams();
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(search)) {
    if (!isWords(value)) others[name] = value;
    else for (const word of value) several.append(name, word);
  }
  const rest = defaultStringifySearch(others);
  if (several.size === 0) return rest;
  return rest === '' ? `?${several}` : `${rest}&${several}`;
}

/** Words that no reader takes for a number; of those that it would, the address says that they are text. */
function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string' && /^[a-z-]+$/.test(word));
}
