import type { Language } from '@tenken/shared';
import type { ControlFilter } from '../api/result-schemas.ts';
import type { ControlSummary } from '../api/schemas.ts';
import { holdsWords } from './holds-words.ts';

/** There are a few hundred controls at most: the page and the CSV filter and order the whole list, both by this. */
export function wantedControls(
  controls: readonly ControlSummary[],
  filter: ControlFilter,
  language: Language,
): ControlSummary[] {
  const wanted = controls.filter((control) => isWanted(control, filter));
  const collator = new Intl.Collator(language);
  const direction = filter.sort?.startsWith('-') ? -1 : 1;
  switch (filter.sort) {
    case 'name':
    case '-name':
      return wanted.toSorted((a, b) => direction * collator.compare(a.title[language], b.title[language]));
    case 'failures':
    case '-failures':
      return wanted.toSorted(
        (a, b) =>
          direction *
          ((a.outcomes.fail ?? 0) - (b.outcomes.fail ?? 0) || unsettled(a.outcomes) - unsettled(b.outcomes)),
      );
    case undefined:
      return wanted;
    default:
      return filter.sort satisfies never;
  }
}

function isWanted(control: ControlSummary, { outcome, platform, text = '' }: ControlFilter): boolean {
  if (outcome && !outcome.some((wanted) => (control.outcomes[wanted] ?? 0) > 0)) return false;
  if (platform && !platform.some((wanted) => control.platforms.includes(wanted))) return false;
  const { id, title, description } = control;
  return holdsWords(text, [id, title.ja, title.en, description.ja, description.en]);
}

/** Hosts of which nobody knows. */
function unsettled({ error = 0, unknown = 0 }: ControlSummary['outcomes']): number {
  return error + unknown;
}
