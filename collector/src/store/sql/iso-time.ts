/**
 * A moment as the API and evidence write it, such as `2026-11-21T00:00:00.000Z`.
 *
 * @param milliseconds since 1970, as columns keep moments
 * @throws {RangeError} beyond the range of `Date`
 */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
