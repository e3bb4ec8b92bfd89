/** `0.2.0`, and `0.2.0+agentless.via-gw1` of a host that a gateway scans: build data count for nothing. */
const form = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]*)?$/;

/**
 * Whether an agent is older than the version that an organisation asks for at least. What says no version that can be
 * read is older: nothing vouches for it.
 *
 * @param minimum null asks for none
 */
export function isOlderAgent(version: string | null, minimum: string | null): boolean {
  if (minimum === null || version === null) return false;
  const [own, least] = [parts(version), parts(minimum)];
  if (own === null || least === null) return true;
  for (const [at, number] of own.numbers.entries()) {
    const other = least.numbers[at] ?? 0;
    if (number !== other) return number < other;
  }
  // 0.2.0-rc.1 comes before 0.2.0.
  return own.isPrerelease && !least.isPrerelease;
}

function parts(version: string): { numbers: number[]; isPrerelease: boolean } | null {
  const match = form.exec(version);
  if (match === null) return null;
  return { numbers: match.slice(1, 4).map(Number), isPrerelease: match[4] !== undefined };
}
