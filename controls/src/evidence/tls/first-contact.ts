import type { Platform } from '@tenken/shared';
import type { Conversation, Reply } from './conversation.ts';
import { offer } from './offers.ts';
import { askPlainly } from './plain-protocols.ts';

/** What answers on a port. Everything from `ssh` on is a protocol that was recognised by its own words. */
export const Seen = [
  'tls',
  'silent',
  'no-starttls',
  'dropped',
  'too-long',
  'other',
  'refused-connection',
  'no-connection',
  'out-of-time',
  'ssh',
  'http',
  'smtp-or-ftp',
  'imap',
  'pop3',
  'mysql',
  'postgresql-no-tls',
  'postgresql',
  'vnc',
  'smb',
  'netbios',
  'msrpc',
  'onc-rpc',
  'redis',
] as const;
export type Seen = (typeof Seen)[number];

/**
 * Finds out whether a port speaks TLS from its first byte. A server that does not answer a full TLS 1.2 hello gets
 * two smaller ones: some speak TLS 1.3 only and hang up on the rest, and very old ones stumble over long hellos.
 */
export async function firstContact(conversation: Conversation, platform: Platform): Promise<Seen> {
  const hellos = [
    // The first question of the enumeration: what a TLS server answers is not asked again.
    { label: 'TLSv1.2 hello 1', protocol: 'TLSv1.2', ciphers: offer('TLSv1.2'), timeoutMs: 4000 },
    { label: 'small TLSv1.3', protocol: 'TLSv1.3', ciphers: [0x1301, 0x1302, 0x1303], timeoutMs: 2000 },
    { label: 'small TLSv1.0', protocol: 'TLSv1.0', ciphers: usualCiphers10, timeoutMs: 2000 },
  ] as const;
  const plain = await askPlainly(conversation, platform);
  if (plain !== null) return plain;
  let seen: Seen = 'silent';
  for (const [index, { label, protocol, ciphers, timeoutMs }] of hellos.entries()) {
    const reply = await conversation.askOnce(label, { protocol, ciphers }, timeoutMs);
    const what = classify(reply);
    if (index === 0 || what === 'tls') seen = what;
    if (seen !== 'silent' && seen !== 'dropped') return seen;
  }
  return seen;
}

/** RSA and ECDHE with AES, 3DES and RC4: one of them is in every TLS 1.0 server ever met. */
const usualCiphers10 = [0x002f, 0x0035, 0x000a, 0x0005, 0x0004, 0xc013, 0xc014, 0x0033];

function classify(reply: Reply): Seen {
  if (reply.type !== 'none') return 'tls';
  if (reply.why === 'hangs-up') return 'dropped';
  if (reply.why !== 'not-tls') return reply.why;
  return greeting(reply.received);
}

/** The words in which protocols greet, or complain about a ClientHello. */
export function greeting(received: Uint8Array): Seen {
  const start = Buffer.from(received.subarray(0, 64)).toString('latin1');
  if (start.startsWith('SSH-')) return 'ssh';
  if (/^(?:HTTP\/\d|<html|<!doctype html)/i.test(start)) return 'http';
  if (/^220[ -]/.test(start)) return 'smtp-or-ftp';
  if (/^\* (?:OK|PREAUTH|BYE)\b/.test(start)) return 'imap';
  if (start.startsWith('+OK')) return 'pop3';
  if (start.startsWith('RFB 0')) return 'vnc';
  // Length in three bytes, packet number 0, then protocol 10 or an error packet ("host is not allowed").
  if (received[3] === 0 && (received[4] === 10 || received[4] === 0xff)) return 'mysql';
  // ErrorResponse: `E`, its length, then the field `S` with the severity. Whether it would take TLS is not said.
  if (received[0] === 0x45 && received[1] === 0 && received[2] === 0 && received[5] === 0x53) {
    return 'postgresql';
  }
  return 'other';
}
