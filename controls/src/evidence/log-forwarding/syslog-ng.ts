import { own } from '@tenken/shared';
import { destinationOf, destinations } from './destination.ts';
import type { Destination } from './schema.ts';

const transports: Record<string, Destination['transport']> = {
  udp: 'udp',
  udp6: 'udp',
  tcp: 'tcp',
  tcp6: 'tcp',
  network: 'tcp',
  syslog: 'tcp',
};

/**
 * Where syslog-ng sends to: drivers `network`, `syslog`, `tcp`, `udp` in a `destination NAME { … };` that a
 * `log { … destination(NAME); … };` uses. A destination that nothing uses sends nothing.
 *
 * @see https://syslog-ng.github.io/admin-guide/070_Destinations/README
 */
export function parseSyslogNg(text: string): Destination[] {
  const plain = text.replaceAll(/#.*$/gm, '');
  const used = new Set([...plain.matchAll(/\bdestination\s*\(\s*([\w.-]+)\s*\)/g)].map(([, name]) => name));
  const found: (Destination | null)[] = [];
  // Nothing but the next block ends a destination here: what stands in between has no drivers of this kind.
  for (const part of plain.split(/\bdestination\s+(?=[\w.-]+\s*\{)/).slice(1)) {
    const name = /^[\w.-]+/.exec(part)?.[0];
    if (name === undefined || !used.has(name)) continue;
    const block =
      part.split(/\n?\s*\b(?:log|source|filter|options|parser|rewrite|template)\s*[\w.-]*\s*\{/, 1)[0] ?? '';
    for (const [, driver = '', address = '', options = ''] of block.matchAll(
      /\b(udp6?|tcp6?|network|syslog)\s*\(\s*"?([^"\s()]+)"?((?:[^()]|\([^()]*\)|\((?:[^()]|\([^()]*\))*\))*)\)/g,
    )) {
      const named = /\btransport\s*\(\s*"?(\w+)"?/.exec(options)?.[1];
      const transport =
        named === 'tls' || named === 'udp' || named === 'tcp' ? named : (own(transports, driver) ?? 'other');
      const port = /\bport\s*\(\s*"?(\d{1,5})"?\s*\)/.exec(options)?.[1];
      found.push(destinationOf(address, transport, port === undefined ? 514 : Number(port)));
    }
  }
  return destinations(found);
}

/** `@include "PATTERN"`. */
export function includesOfSyslogNg(text: string): string[] {
  return [...text.matchAll(/^\s*@include\s+"([^"]+)"/gm)].flatMap(([, pattern]) =>
    pattern ? [pattern] : [],
  );
}
