/**
 * The rows of a page that was asked for with one row more than it shows.
 *
 * @returns `last`: behind which the next page begins; null where there is none
 */
export function pageOf<Row>(found: readonly Row[], size: number): { rows: readonly Row[]; last: Row | null } {
  return { rows: found.slice(0, size), last: found.length > size ? (found[size - 1] ?? null) : null };
}
