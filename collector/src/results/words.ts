import { folded } from '../documents/japanese/folding.ts';

/** What somebody looks for, as patterns that every text with all of its words fits. */
export function wordsOf(text: string | undefined): string[] {
  return folded(text ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `%${word.replaceAll(/[%_\\]/g, '\\$&')}%`);
}
