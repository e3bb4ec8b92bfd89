/** A choice of whoever sits at this browser, kept for the next visit where the browser keeps anything. */
export class Kept<Choice extends string> {
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  #value: Choice;

  /** @param choices the first of which holds until somebody chooses */
  constructor(name: string, choices: readonly [Choice, ...Choice[]]) {
    this.#name = name;
    const known = read(name);
    this.#value = choices.find((choice) => choice === known) ?? choices[0];
  }

  readonly get = (): Choice => this.#value;

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: Choice): void {
    this.#value = value;
    try {
      localStorage.setItem(this.#name, value);
    } catch {
      // A browser that keeps nothing (private window, policy) still changes, for this visit.
    }
    for (const listener of this.#listeners) listener();
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
