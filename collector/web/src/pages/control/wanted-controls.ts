import type { Language } from '@tenken/shared';
import type { ControlSummary } from '../../../../src/api/schemas.ts';
import { matches } from '../../format/fold.ts';
import { attentionCount } from '../../outcomes/outcomes.ts';
import type { ControlsSearch } from '../../search/lists.ts';

/** There are a few hundred controls at most, and the page has them all: it filters and orders them by itself. */
export function wantedControls(
  controls: readonly ControlSummary[],
  search: ControlsSearch,
  language: Language,
): ControlSummary[] {
  const wanted = controls.filter((control) => isWanted(control, search));
  const collator = new Intl.Collator(language);
  const direction = search.sort?.startsWith('-') ? -1 : 1;
  switch (search.sort) {
    case 'name':
    case '-name':
      return wanted.toSorted((a, b) => direction * collator.compare(a.title[language], b.title[language]));
    case 'failures':
    case '-failures':
      return wanted.toSorted(
        (a, b) =>
          direction *
          ((a.outcomes.fail ?? 0) - (b.outcomes.fail ?? 0) ||
            attentionCount(a.outcomes) - attentionCount(b.outcomes)),
      );
    case undefined:
      return wanted;
    default:
      return search.sort satisfies never;
  }
}

function isWanted(control: ControlSummary, { outcome, platform, text = '' }: ControlsSearch): boolean {
  if (outcome && !outcome.some((wanted) => (control.outcomes[wanted] ?? 0) > 0)) return false;
  if (platform && !platform.some((wanted) => control.platforms.includes(wanted))) return false;
  const { id, title, description } = control;
  return matches(text, [id, title.ja, title.en, description.ja, description.en]);
}
