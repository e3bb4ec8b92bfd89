import { folded } from '../documents/japanese/folding.ts';

/** Whether every word of `wanted` occurs somewhere in `texts`: for lists that are short enough to be read whole. */
export function holdsWords(wanted: string, texts: readonly string[]): boolean {
  const searched = texts.map(folded);
  return folded(wanted)
    .split(' ')
    .every((word) => searched.some((text) => text.includes(word)));
}
