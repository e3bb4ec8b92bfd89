import type { Host } from '@tenken/shared';
import type { Target } from './conversation.ts';
import { examineEndpoint } from './examine.ts';
import type { Examination, ExamineOptions } from './examine.ts';
import type { Seen } from './first-contact.ts';
import { defaultStartTls } from './starttls/index.ts';
import type { StartTlsProtocol } from './starttls/index.ts';

/**
 * One port of which nobody has said what it speaks: TLS from the first byte, or else the protocol in which it greets,
 * or that its number suggests, with STARTTLS.
 */
export async function examinePort(
  host: Host,
  target: Omit<Target, 'startTls'>,
  options: ExamineOptions,
): Promise<Examination> {
  const bare = await examineEndpoint(host, target, options);
  let { connections } = bare;
  let unclear: Examination | null = null;
  for (const startTls of candidates(bare.seen, target.port)) {
    const found = await examineEndpoint(host, { ...target, startTls }, options);
    connections += found.connections;
    if (found.seen === 'tls') return { ...found, connections };
    if (found.startTls?.offered === false) return { ...bare, startTls: found.startTls, connections };
    unclear ??= found;
  }
  return { ...bare, startTls: unclear?.startTls ?? null, connections };
}

const byGreeting: Partial<Record<Seen, readonly StartTlsProtocol[]>> = {
  // Both greet with 220; FTP does not know EHLO, and few SMTP servers know AUTH TLS.
  'smtp-or-ftp': ['smtp', 'ftp'],
  imap: ['imap'],
  pop3: ['pop3'],
  mysql: ['mysql'],
  postgresql: ['postgresql'],
};

function candidates(seen: Seen, port: number): StartTlsProtocol[] {
  const usual = defaultStartTls(port);
  const known = byGreeting[seen];
  if (known) return usual !== null && known.includes(usual) ? [usual] : [...known];
  const mayWait = seen === 'silent' || seen === 'dropped' || seen === 'other';
  return mayWait && usual !== null ? [usual] : [];
}
