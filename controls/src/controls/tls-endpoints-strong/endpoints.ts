import type { TlsEndpoints } from '../../evidence/tls-endpoints/schema.ts';

type Endpoint = TlsEndpoints['endpoints'][number];

/** Protocols that were recognised by their own words and cannot turn into TLS on the same port. */
const plain = new Set<Endpoint['seen']>([
  'ssh',
  'http',
  'vnc',
  'smb',
  'netbios',
  'msrpc',
  'onc-rpc',
  'redis',
  'postgresql-no-tls',
]);

export function isPlain({ seen, startTls }: Endpoint): boolean {
  return plain.has(seen) || startTls?.offered === false;
}

const startTls = new Set<Endpoint['seen']>(['smtp-or-ftp', 'imap', 'pop3', 'mysql', 'postgresql']);

export function hasStartTls({ seen, startTls: asked }: Endpoint): boolean {
  return asked !== null || startTls.has(seen);
}
