/** Limits are laid down for days in Japan. @returns the instant at which `day` begins there */
export function beginningOf(day: string): Date {
  return new Date(`${day}T00:00:00+09:00`);
}

/** What holds now, and when it changes for the stricter. */
export function inForce<Limit extends object>(
  now: Date,
  limit: Limit,
  later: ({ from: string } & Limit) | undefined,
): { limit: Limit; next: { limit: Limit; at: string } | null } {
  if (!later) return { limit, next: null };
  const at = beginningOf(later.from);
  return at.getTime() <= now.getTime()
    ? { limit: later, next: null }
    : { limit, next: { limit: later, at: at.toISOString() } };
}
