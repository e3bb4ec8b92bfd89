import { text } from './text.ts';
import type { Text } from './text.ts';

/**
 * What a mark stands for, by the words of 別紙2's own legend (実施済み, 実施予定, 対象外): no other form prints words beside its
 * marks, and one institution fills in several.
 */
export const roleWords = {
  done: text('実施済み', 'done'),
  planned: text('実施予定', 'planned'),
  'not-applicable': text('対象外', 'not applicable'),
} as const satisfies Record<string, Text>;

/** What a person says of an item, in the words of the mark that follows from it. */
export const answerWords = {
  done: roleWords.done,
  'not-done': text('未実施', 'not done'),
  'not-applicable': roleWords['not-applicable'],
} as const satisfies Record<string, Text>;
