import { own } from '@tenken/shared';
import type { Destination } from './schema.ts';

const maxDestinations = 20;

/**
 * `host`, `host:514`, `[2001:db8::1]:514`, `https://host:9200/path`, as a destination; null for an empty one. The
 * user's part of an address, which may hold a password, is left out.
 */
export function destinationOf(
  value: string,
  transport: Destination['transport'],
  port: number | null = null,
): Destination | null {
  const [, scheme, rest = ''] = /^(?:(https?|tcp|udp|tls|ssl):\/\/)?(.*)$/i.exec(value.trim()) ?? [];
  const place = rest.split(/[/?#]/, 1)[0]?.replace(/^.*@/, '') ?? '';
  const [, bracketed, plain, shown] = /^(?:\[([^\]]+)\]|([^\s:,;"']+))(?::(\d{1,5}))?$/.exec(place) ?? [];
  // An IPv6 address without brackets has no port.
  const address =
    bracketed ?? plain ?? (/^[0-9a-f.]*:[0-9a-f.:]*:[0-9a-f.:]*$/i.test(place) ? place : undefined);
  if (!address) return null;
  return {
    address: address.slice(0, 255),
    port: shown === undefined ? port : Number(shown),
    transport: own(byScheme, scheme?.toLowerCase()) ?? transport,
  };
}

const byScheme: Record<string, Destination['transport']> = {
  http: 'http',
  https: 'https',
  tcp: 'tcp',
  udp: 'udp',
  tls: 'tls',
  ssl: 'tls',
};

/** Without those that are empty or named twice. */
export function destinations(found: readonly (Destination | null)[]): Destination[] {
  const seen = new Map<string, Destination>();
  for (const one of found) if (one !== null) seen.set(JSON.stringify(one), one);
  return [...seen.values()].slice(0, maxDestinations);
}
