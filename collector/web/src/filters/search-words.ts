import { own } from '@tenken/shared/own';
import { fold } from '../format/fold.ts';
import { wordsOf } from './fields.ts';
import type { Fields, Filters } from './fields.ts';

/** What a search box may hold besides free words: fields by the names and values by the words of either language. */
export type Vocabulary = {
  fields: Fields;
  /** Other names of a field, such as 判定 for `outcome`. */
  names: Readonly<Record<string, readonly string[]>>;
  /** Other words for a value, such as 不適合 for `fail`. */
  words: Readonly<Record<string, readonly string[]>>;
};

export type Refused = { typed: string; field: string; values: readonly string[] };

export type Asked = {
  /** By field; never the order or the place of the list. */
  filters: Filters;
  /** `outcome:nonsense` as typed, with the values that there are. */
  refused: readonly Refused[];
};

/** A word, `name:word` or `name:"several words"`; in Japanese input the colon and quotes come in full width. */
const token =
  /(?<name>[^\s:："]+)[:：](?:["”“](?<quoted>[^"”“]*)["”“]?|(?<bare>\S*))|"(?<phrase>[^"]*)"?|(?<word>\S+)/gu;

const notInTheBox = new Set(['text', 'sort', 'cursor']);

/** Takes `outcome:fail label:"1F 窓口" words` apart; what names no field is searched for as it stands. */
export function readSearchWords(typed: string, { fields, names, words }: Vocabulary): Asked {
  const values = new Map<string, string[]>();
  const refused: Refused[] = [];
  const text: string[] = [];
  for (const match of typed.matchAll(token)) {
    const { name = '', quoted, bare, phrase, word } = match.groups ?? {};
    const field = fieldNamed(name);
    const value = quoted ?? bare ?? '';
    if (field === undefined) {
      text.push(phrase ?? word ?? match[0]);
      continue;
    }
    // Still being typed.
    if (value === '' && quoted === undefined) continue;
    const known = own(fields, field)?.values ?? null;
    const meant =
      (known ?? own(fields, field)?.named)?.find((candidate) => isMeant(candidate, value)) ??
      (known === null ? value : undefined);
    if (meant === undefined) refused.push({ typed: match[0], field, values: known ?? [] });
    else values.set(field, [...(values.get(field) ?? []), meant]);
  }
  const filters: Record<string, unknown> = {};
  for (const [name, chosen] of values) {
    const field = own(fields, name);
    const read: unknown = field?.read(field.several ? chosen : chosen.at(-1));
    if (read === undefined) refused.push({ typed: `${name}:${chosen.join(' ')}`, field: name, values: [] });
    else filters[name] = read;
  }
  if (text.length > 0) filters['text'] = text.join(' ');
  return { filters, refused };

  function fieldNamed(name: string): string | undefined {
    const wanted = fold(name);
    return Object.keys(fields).find(
      (field) =>
        !notInTheBox.has(field) &&
        [field, ...(own(names, field) ?? [])].some((candidate) => fold(candidate) === wanted),
    );
  }

  function isMeant(candidate: string, value: string): boolean {
    return [candidate, ...(own(words, candidate) ?? [])].some((known) => fold(known) === fold(value));
  }
}

/** How fields and values are written into the box; as in the address unless told. */
export type Spelling = { name: (name: string) => string; word: (name: string, value: string) => string };

const asInAddress: Spelling = { name: (name) => name, word: (_name, value) => value };

/** The same filters as words of the box. */
export function shownSearchWords(filters: Filters, fields: Fields, spelling: Spelling = asInAddress): string {
  const named = Object.keys(fields).flatMap((name) => {
    if (notInTheBox.has(name)) return [];
    return wordsOf(own(filters, name)).map((value) => {
      const { values, named: meant } = own(fields, name) ?? {};
      const word = values || meant?.includes(value) ? spelling.word(name, value) : value;
      return `${spelling.name(name)}:${/^$|[\s"]/.test(word) ? `"${word}"` : word}`;
    });
  });
  const { text } = filters;
  return [...named, ...(typeof text === 'string' ? [text] : [])].join(' ');
}
