import { own } from '@tenken/shared/own';
import { shownValue } from '../format/values.ts';

/** One thing that a list is filtered by: the same word in the address, in the search box and in the API. */
export type Field<Value> = {
  /** What it may be; null for any words. */
  values: readonly string[] | null;
  several: boolean;
  /** Of any words, those that have a meaning of their own and so a word in each language. */
  named?: readonly string[];
  /** What somebody typed into the address, or undefined where it cannot be meant. */
  read: (typed: unknown) => Value | undefined;
};

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What the part of an address behind the question mark holds, for a list with these fields. */
export type SearchOf<Listed extends Fields> = {
  -readonly [Name in keyof Listed]?: Listed[Name] extends Field<infer Value> ? Value : never;
};

export type Filters = Readonly<Record<string, unknown>>;

const longest = 200;

/** Free words, such as a name; what looks like a number has become one on its way. */
export const anyWord: Field<string> = {
  values: null,
  several: false,
  read: (typed) => {
    const word = typeof typed === 'number' || typeof typed === 'boolean' ? String(typed) : typed;
    return typeof word === 'string' && word.trim() !== '' ? word.slice(0, longest) : undefined;
  },
};

/** Limits by which something was judged: those of items have no name that people know. */
export const anyVariant: Field<string> = { ...anyWord, named: ['any', 'default'] };

/** A name that may also be none: hosts without a label are a group of their own. */
export const anyGroup: Field<string> = {
  ...anyWord,
  read: (typed) => (typed === '' ? '' : anyWord.read(typed)),
};

export function oneOf<const Word extends string>(values: readonly Word[]): Field<Word> {
  return {
    values,
    several: false,
    read: (typed) => values.find((value) => value === typed),
  };
}

export function severalOf<const Word extends string>(values: readonly Word[]): Field<Word[]> {
  return {
    values,
    several: true,
    read: (typed) => {
      const asked: unknown[] = Array.isArray(typed) ? typed : [typed];
      const chosen = values.filter((value) => asked.includes(value));
      return chosen.length > 0 ? chosen : undefined;
    },
  };
}

/** On or not there at all. */
export const yes: Field<true> = {
  values: ['yes'],
  several: false,
  read: (typed) => (typed === true || typed === 'yes' ? true : undefined),
};

const dayMs = 24 * 3_600_000;

/**
 * A moment as ISO, such as 2026-11-21T07:45:00.000Z, or a day in Japan.
 *
 * @param ofDay which moment a day stands for
 */
export function moment(ofDay: 'begin' | 'end'): Field<string> {
  return { values: null, several: false, read };

  function read(typed: unknown): string | undefined {
    if (typeof typed !== 'string' || !/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(typed)) return undefined;
    const isDay = typed.length === 10;
    const at = Date.parse(isDay ? `${typed}T00:00:00.000+09:00` : typed);
    if (Number.isNaN(at)) return undefined;
    return new Date(isDay && ofDay === 'end' ? at + dayMs : at).toISOString();
  }
}

/** The value of a field as words of the search box. */
export function wordsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map(String);
  return [value === true ? 'yes' : shownValue(value)];
}

/** Reads those fields that can be meant; whatever else somebody typed is dropped. */
export function readFields<Listed extends Fields>(fields: Listed, typed: Filters): SearchOf<Listed> {
  const read = Object.entries(fields).flatMap(([name, field]) => {
    const value: unknown = field.read(own(typed, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(read) as SearchOf<Listed>;
}
