import type { SharedStrings } from './shared-strings.ts';

/**
 * The shared texts of one column. A list names its machines again for each control, and in the same order: the text that
 * came after the last one before is looked at first, which takes a tenth of finding it among all.
 */
export class ListedOrder {
  readonly #strings: SharedStrings;
  /** By index, the index that came next. */
  #after = new Int32Array(16);
  #last = 0;

  constructor(strings: SharedStrings) {
    this.#strings = strings;
  }

  /** As `SharedStrings.indexOf`. */
  indexOf(text: string): number | null {
    const likely = this.#after[this.#last] ?? 0;
    const index = this.#strings.textAt(likely) === text ? likely : this.#strings.indexOf(text);
    if (index === null) return null;
    if (this.#last >= this.#after.length) this.#grow();
    this.#after[this.#last] = index;
    this.#last = index;
    return index;
  }

  #grow(): void {
    const larger = new Int32Array(this.#last * 2);
    larger.set(this.#after);
    this.#after = larger;
  }
}
