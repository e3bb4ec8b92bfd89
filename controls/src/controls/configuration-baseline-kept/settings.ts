import { sha256 } from '@tenken/shared';

/** What evidence says of one setting. */
export type Setting =
  /** Null = the system did not say. */
  | { path: string; value: string | null }
  /** A list of which every element is a setting by itself; null = it is not known in full. */
  | { path: string; members: readonly string[] | null };

type Plain = string | number | boolean | null;

const maxLength = 300;
/** No spreadsheet takes it for a formula, and nothing in it could end it. */
const simpleValue = /^[\p{L}\p{N}/](?:(?![";])[\p{L}\p{M}\p{N}\p{P}\p{S} ])*$/u;
/** Without blanks, and not what stands for 'not told' and 'all others'. */
const simplePart = /^(?![-*]$)(?!")[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u;

/** One value. @param none in the place of null, where that says that nothing is set */
export function one(path: string, value: Plain | undefined, none?: string): Setting {
  return { path, value: value === null || value === undefined ? (none ?? null) : textOf(value) };
}

/** Named members of a record, each a setting of its own. */
export function several<Facts extends object, Name extends keyof Facts & string>(
  path: string,
  facts: Facts | null | undefined,
  names: readonly Name[],
): Setting[] {
  if (!facts) return [];
  return names.map((name) => one(path === '' ? name : `${path}.${name}`, facts[name] as Plain));
}

/** The same of every element of a list, which its key tells from the others. */
export function each<Facts extends object, Name extends keyof Facts & string>(
  path: string,
  list: readonly Facts[],
  key: (facts: Facts) => readonly Plain[],
  names: readonly Name[],
): Setting[] {
  return list.flatMap((facts) => several(`${path}[${element(key(facts))}]`, facts, names));
}

/** A list whose elements are there or not. @param cut there are more than are listed */
export function members(
  path: string,
  list: readonly (readonly Plain[])[] | null | undefined,
  cut = false,
): Setting {
  return { path, members: list && !cut ? [...new Set(list.map(element))].toSorted() : null };
}

/** What all elements of a list have: every value once. Null as soon as one of them is not told. */
export function shared(path: string, values: readonly Plain[]): Setting {
  if (values.includes(null)) return { path, value: null };
  const each = [...new Set(values)].toSorted((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  return { path, value: each.length === 0 ? '(none)' : each.map(textOf).join('; ') };
}

/**
 * Words that a spreadsheet leaves as they are: it turns `true` into TRUE, and numbers of more than eleven digits into
 * powers of ten.
 */
function textOf(value: Plain): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return '-';
  if (typeof value === 'string') return quoted(value, simpleValue);
  if (!Number.isInteger(value)) return `${Number(value.toPrecision(6))}`;
  return value < 1e11 ? `${value}` : `"${value}"`;
}

/** Parts of an element, a blank between them: no two elements look alike. */
function element(parts: readonly Plain[]): string {
  return clipped(
    parts.map((part) => (typeof part === 'string' ? quoted(part, simplePart) : textOf(part))).join(' '),
  );
}

/** In quotes, with everything that cannot be seen written out, unless it is as simple as asked. */
function quoted(text: string, simple: RegExp): string {
  if (simple.test(text) && !text.endsWith(' ')) return clipped(text);
  const escaped = JSON.stringify(text).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return clipped(escaped);
}

/** Entries of a declaration have their limit; what is cut off still counts. */
function clipped(text: string): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 80).toWellFormed()}… sha256 ${sha256(text)}`;
}
