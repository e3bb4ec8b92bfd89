import { greeting } from '../tls/first-contact.ts';
import type { Seen } from '../tls/first-contact.ts';
import type { Reading } from './dialogue.ts';
import { isVersion2 } from './dialogue.ts';
import { printable } from './wire/identification.ts';

/**
 * What answered. `ssh`: what it offers is known. `turned-away`: the server says that it takes no connection from here
 * for now. `not-understood`: it introduced itself as SSH, and what followed is none.
 */
export const SshSeen = [
  'ssh',
  'silent',
  'dropped',
  'too-long',
  'not-understood',
  'disconnected',
  'turned-away',
  'refused-connection',
  'no-connection',
  'out-of-time',
  'tls',
  'http',
  'smtp-or-ftp',
  'imap',
  'pop3',
  'mysql',
  'postgresql',
  'vnc',
  'other',
] as const;
export type SshSeen = (typeof SshSeen)[number];

/** How the connection ended, for what was still to come. */
export type Silence = 'silent' | 'dropped' | 'too-long';

export function seenIn(received: Uint8Array, reading: Reading, silence: Silence): SshSeen {
  const { identification, lists, problem, disconnect } = reading;
  if (lists !== null || (identification !== null && !isVersion2(identification))) return 'ssh';
  if (identification !== null) {
    if (disconnect) return 'disconnected';
    return problem === null ? silence : 'not-understood';
  }
  if (received.length === 0) return silence;
  if (turnedAway.test(Buffer.from(received.subarray(0, 200)).toString('latin1'))) return 'turned-away';
  // TLS begins with the kind of a record, then version 3: an alert, or a handshake.
  if ((received[0] === 0x15 || received[0] === 0x16) && received[1] === 3) return 'tls';
  const other = words[greeting(received)] ?? 'other';
  // A line that the server never ends may still be one before its identification.
  return other === 'other' && problem === 'too-long' ? 'too-long' : other;
}

/** What OpenSSH says instead of its identification: PerSourcePenalties (since 9.8), MaxStartups. */
const turnedAway = /^(?:Not allowed at this time|Exceeded MaxStartups)\r?\n/;

const words: Partial<Record<Seen, SshSeen>> = {
  http: 'http',
  'smtp-or-ftp': 'smtp-or-ftp',
  imap: 'imap',
  pop3: 'pop3',
  mysql: 'mysql',
  postgresql: 'postgresql',
  vnc: 'vnc',
};

/** The beginning of what was seen, for people; null = nothing, or nothing that can be shown. */
export function saidIn(received: Uint8Array, { identification }: Reading): string | null {
  if (identification) return identification.line;
  const [line = ''] = Buffer.from(received.subarray(0, 120)).toString('latin1').split(/\r?\n/);
  return line === '' ? null : printable(line);
}
