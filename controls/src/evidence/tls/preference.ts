/** One answer: what was offered, in the client's order, and what the server took. */
export type Choice = { offered: readonly number[]; chosen: number };

/**
 * Whose order decides. A choice that is not the first acceptable of its offer is the server's; two offers of the same
 * things in another order that lead to another choice are the client's.
 *
 * @param accepted everything that the server was seen to take
 * @returns true = the server's, false = the client's, null = no pair of answers tells
 */
export function serverDecides(choices: readonly Choice[], accepted: readonly number[]): boolean | null {
  const known = new Set(accepted);
  if (known.size < 2) return null;
  const offers = choices.map(({ offered, chosen }) => ({
    acceptable: offered.filter((code) => known.has(code)),
    chosen,
  }));
  if (offers.some(({ acceptable, chosen }) => acceptable[0] !== chosen)) return true;
  const turned = offers.some(({ acceptable, chosen }) =>
    offers.some(
      (other) =>
        other.chosen !== chosen && other.acceptable.includes(chosen) && acceptable.includes(other.chosen),
    ),
  );
  return turned ? false : null;
}
