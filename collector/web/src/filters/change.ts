import { own } from '@tenken/shared/own';
import { wordsOf } from './fields.ts';
import type { Fields, Filters } from './fields.ts';

/** With one field as told, or without it; a list that is filtered anew begins at its start. */
export function withField(filters: Filters, name: string, value: unknown): Filters {
  const { cursor: _, [name]: __, ...rest } = filters;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** With a word of a field taken in or left out. */
export function withToggled(filters: Filters, fields: Fields, name: string, word: string): Filters {
  const field = own(fields, name);
  if (!field) return filters;
  const chosen = wordsOf(own(filters, name));
  const left = field.several ? chosen.filter((other) => other !== word) : [];
  const next = chosen.includes(word) ? left : [...(field.several ? chosen : []), word];
  return withField(filters, name, field.read(field.several ? next : next[0]));
}

/** Only the order: all filters are taken off. */
export function withoutFilters({ sort }: Filters): Filters {
  return sort === undefined ? {} : { sort };
}

/** What a list is filtered by; its order and its place are not filters. */
export function isFiltered(filters: Filters): boolean {
  return Object.keys(filters).some((name) => name !== 'sort' && name !== 'cursor');
}

/** Filters as the API takes them, `a=x&a=y`. */
export function asParameters(filters: Filters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  return parameters;
}
