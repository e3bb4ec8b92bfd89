import type { Checklist } from '@tenken/controls';

/** A form as paper names it: with its edition in the words of whoever issued it, also where it bears no date. */
export function formName({ title, source }: Pick<Checklist, 'title' | 'source'>): string {
  return `${title.ja}（${source.edition}）`;
}
