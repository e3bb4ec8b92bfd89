import { folded } from '../documents/japanese/folding.ts';

/** What somebody looks for, word by word, folded. */
export function wordsOf(text: string | undefined): string[] {
  return folded(text ?? '')
    .split(' ')
    .filter((word) => word !== '');
}
