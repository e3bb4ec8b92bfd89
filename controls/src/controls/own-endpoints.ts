import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** Where a server listens on the machine itself. */
type Endpoint = { address: string; port: number; process: string | null };

/** One thing that was found on an endpoint, in words, with the reason that it gives. */
type Point<Reason extends string> = { reason: Reason; what: Text };

export type Located<Reason extends string = string> = Point<Reason> & { endpoint: Endpoint };

export function located<Reason extends string>(
  { address, port, process }: Endpoint,
  points: readonly Point<Reason>[],
): Located<Reason>[] {
  return points.map(({ reason, what }) => ({ reason, what, endpoint: { address, port, process } }));
}

const maxListed = 5;

/** `0.0.0.0:443 (nginx) TLS 1.0, RC4: …`; the first five points. */
export function listed(points: readonly Located[]): Text {
  const shown = points.slice(0, maxListed);
  const more = points.length > maxListed ? ` +${points.length - maxListed}` : '';
  const ja: string[] = [];
  const en: string[] = [];
  let before: string | null = null;
  for (const { endpoint, what } of shown) {
    const place = placeOf(endpoint);
    const named = place === before ? '' : `${place} `;
    ja.push(`${named}${what.ja}`);
    en.push(`${named}${what.en}`);
    before = place;
  }
  return text(`${ja.join('、')}${more}`, `${en.join(', ')}${more}`);
}

function placeOf({ address, port, process }: Endpoint): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return process === null ? `${host}:${port}` : `${host}:${port} (${process})`;
}

/** 127.0.0.0/8 and ::1 never leave the machine; every other address may be reached. */
export function isReachable({ address }: Endpoint): boolean {
  return !address.startsWith('127.') && address !== '::1' && !address.startsWith('::ffff:127.');
}
