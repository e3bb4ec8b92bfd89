const counts = new Map<object, number>();
const listeners = new Set<() => void>();

/** Files that are chosen somewhere on the page and not sent yet: browsers keep none for a page that is loaded anew. */
export const unsentFiles = {
  /** @param place who has chosen them */
  set(place: object, count: number): void {
    if (count === 0) counts.delete(place);
    else counts.set(place, count);
    for (const listener of listeners) listener();
  },
  /** @returns how many, in all places */
  count: (): number => [...counts.values()].reduce((sum, count) => sum + count, 0),
  listen: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
