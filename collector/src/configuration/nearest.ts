/** The name that somebody may have meant: of a few letters' difference at most. @returns null when none is near */
export function nearest(name: string, names: readonly string[]): string | null {
  let best: { name: string; steps: number } | null = null;
  for (const candidate of names) {
    const steps = difference(name, candidate);
    if (best === null || steps < best.steps) best = { name: candidate, steps };
  }
  return best !== null && best.steps <= Math.max(2, Math.floor(name.length / 3)) ? best.name : null;
}

/** Letters to change, add or take away (Levenshtein). */
export function difference(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to += 1) {
      const changed = (row[to] ?? 0) + (one[at] === other[to] ? 0 : 1);
      next.push(Math.min(changed, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
