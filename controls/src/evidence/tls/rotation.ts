import { serverDecides } from './preference.ts';
import type { Choice } from './preference.ts';

/**
 * A list that goes with every hello, what was not chosen yet first: a server that follows the client's order shows
 * all that it has while other questions are asked.
 */
export class Rotation {
  readonly #all: readonly number[];
  readonly #seen: number[] = [];
  readonly #choices: Choice[] = [];

  constructor(all: readonly number[]) {
    this.#all = all;
  }

  get seen(): readonly number[] {
    return this.#seen;
  }

  get unseen(): number[] {
    return this.#all.filter((code) => !this.#seen.includes(code));
  }

  get order(): number[] {
    return [...this.unseen, ...this.#seen];
  }

  note(offered: readonly number[], chosen: number | null): void {
    if (chosen === null || !offered.includes(chosen)) return;
    this.#choices.push({ offered, chosen });
    if (!this.#seen.includes(chosen)) this.#seen.push(chosen);
  }

  get serverPreference(): boolean | null {
    return serverDecides(this.#choices, this.#seen);
  }
}
