import type { Outcome } from '@tenken/shared';
import type { ListSearch } from '../search.ts';

export function withToggled(search: ListSearch, outcome: Outcome): ListSearch {
  const { outcome: chosen = [], ...rest } = search;
  const next = chosen.includes(outcome) ? chosen.filter((other) => other !== outcome) : [...chosen, outcome];
  return next.length === 0 ? rest : { ...rest, outcome: next };
}

export function withPriority(search: ListSearch, on: boolean): ListSearch {
  const next = { ...search };
  if (on) next.priority = true;
  else delete next.priority;
  return next;
}

export function withText(search: ListSearch, text: string): ListSearch {
  const next = { ...search };
  if (text === '') delete next.text;
  else next.text = text;
  return next;
}
