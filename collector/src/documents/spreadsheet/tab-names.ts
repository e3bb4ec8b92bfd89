import { folded } from '../japanese/folding.ts';
import { visibleText } from '../visible-text.ts';

/** Hands out names of tabs that Excel takes: 31 characters, none of `[]:*?/\`, no apostrophe outside, none twice. */
export class TabNames {
  readonly #taken = new Set<string>();

  next(wanted: string): string {
    const plain = visibleText(wanted)
      .replaceAll(/[[\]:*?/\\\s]/g, ' ')
      .replaceAll(/^[' ]+|[' ]+$/g, '');
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const name = cut(plain || 'Sheet', 31 - suffix.length) + suffix;
      if (this.#taken.has(folded(name))) continue;
      this.#taken.add(folded(name));
      return name;
    }
  }
}

/** Excel counts UTF-16 units. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
