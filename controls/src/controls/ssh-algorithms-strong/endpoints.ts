import { isLikelySsh } from '../../evidence/ssh-endpoints/likely.ts';
import type { Endpoint } from './words.ts';

/** 127.0.0.0/8 and ::1 never leave the machine; every other address may be reached. */
export function isReachable({ address }: Endpoint): boolean {
  return !address.startsWith('127.') && address !== '::1' && !address.startsWith('::ffff:127.');
}

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
