/**
 * Texts, numbered as they are added, found again by their prints. A `Map` would do, but V8 takes every text that is
 * looked up in one into its own table for the whole process: of a million that are not there each is copied and, later,
 * collected, which took a fifth of a pack's time.
 */
export class TextIndexes {
  readonly #texts: string[] = [];
  readonly #prints: number[] = [];
  /** Index + 1 of a text, or 0: at the place of its print, or behind it where others are. A power of two. */
  #places = new Int32Array(1 << 12);

  /** @returns null where it was not added */
  get(text: string, print: number): number | null {
    const mask = this.#places.length - 1;
    for (let place = print & mask; ; place = (place + 1) & mask) {
      const index = (this.#places[place] ?? 0) - 1;
      if (index < 0) return null;
      if (this.#prints[index] === print && this.#texts[index] === text) return index;
    }
  }

  get size(): number {
    return this.#texts.length;
  }

  textAt(index: number): string | undefined {
    return this.#texts[index];
  }

  /** @param text that was not added before */
  add(text: string, print: number): void {
    this.#texts.push(text);
    this.#prints.push(print);
    if (this.#texts.length * 2 > this.#places.length) {
      this.#places = new Int32Array(this.#places.length * 2);
      for (const [index, one] of this.#prints.entries()) this.#put(index, one);
    } else this.#put(this.#texts.length - 1, print);
  }

  #put(index: number, print: number): void {
    const mask = this.#places.length - 1;
    let place = print & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = index + 1;
  }
}
