import { TenkenError } from '@tenken/shared';
import { markRole } from '../../../documents/japanese/marks.ts';

/** What `assess mark --as` takes; `proposed` takes a choice back. */
export const choices = ['done', 'planned', 'not-applicable', 'proposed'] as const;
export type Choice = (typeof choices)[number];

/** A word, or a mark in any of its characters. @throws {TenkenError} `usage` */
export function choiceOf(written: string): Choice {
  const word = choices.find((choice) => choice === written);
  if (word) return word;
  const role = markRole(written);
  if (role !== null && role !== 'open') return role;
  throw new TenkenError('usage', `--as takes ${choices.join(', ')}, or a mark: 〇, △, －.`);
}
