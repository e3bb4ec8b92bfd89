import { isLikelySsh } from '../../evidence/ssh-endpoints/likely.ts';
import type { SshEndpoints } from '../../evidence/ssh-endpoints/schema.ts';

type Endpoint = SshEndpoints['endpoints'][number];

/** Recognised by their own words as something else. */
const otherProtocols = new Set<Endpoint['seen']>([
  'tls',
  'http',
  'smtp-or-ftp',
  'imap',
  'pop3',
  'mysql',
  'postgresql',
  'vnc',
]);

/** Where nobody looked, nothing is known of the port, whatever it is. */
const notLooked = new Set<Endpoint['seen']>(['out-of-time', 'no-connection', 'turned-away']);

/** May be an SSH server, and what it offers is not known. */
export function isOpen(endpoint: Endpoint): boolean {
  if (endpoint.ssh !== null || otherProtocols.has(endpoint.seen)) return false;
  return endpoint.identification !== null || isLikelySsh(endpoint) || notLooked.has(endpoint.seen);
}
