/** Clocks are stepped by seconds while they are in use; that much may lie between reading and sending. */
const toleranceMs = 60_000;

/** Whether something was read after it was sent, by the host's clock. */
export function isClockSetBack(claimed: number, sentAt: number): boolean {
  return sentAt - claimed < -toleranceMs;
}

/**
 * An instant of the host's clock by the collector's: how long before sending it was, before the arrival.
 *
 * @param earliest what to take when the host's clock went back between the two, so that nobody can tell the age:
 * as old as it can be, because evidence of unknown age must not look fresh
 */
export function correctedTime(claimed: number, sentAt: number, receivedAt: number, earliest: number): number {
  if (isClockSetBack(claimed, sentAt)) return Math.min(earliest, receivedAt);
  return receivedAt - Math.max(sentAt - claimed, 0);
}
