import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { nntp } from './nntp.ts';
import { pop3 } from './pop3.ts';
import { postgresql } from './postgresql.ts';
import type { Dialogue } from './progress.ts';
import { rdp } from './rdp.ts';
import { dialogue } from './script.ts';
import type { Script } from './script.ts';
import { sieve } from './sieve.ts';
import { lmtp, smtp } from './smtp.ts';
import { xmpp, xmppServer } from './xmpp.ts';

/** Each script, given the name that the server is asked for (its domain in XMPP), and its usual ports. */
const scripts = {
  smtp: { script: smtp, ports: [25, 587] },
  lmtp: { script: lmtp, ports: [24] },
  imap: { script: imap, ports: [143] },
  pop3: { script: pop3, ports: [110] },
  ldap: { script: ldap, ports: [389, 3268] },
  ftp: { script: ftp, ports: [21] },
  postgresql: { script: postgresql, ports: [5432] },
  mysql: { script: mysql, ports: [3306] },
  xmpp: { script: xmpp, ports: [5222] },
  'xmpp-server': { script: xmppServer, ports: [5269] },
  rdp: { script: rdp, ports: [3389] },
  sieve: { script: sieve, ports: [4190] },
  nntp: { script: nntp, ports: [119] },
} as const satisfies Record<string, { script: (name: string) => Script; ports: readonly number[] }>;

export type StartTlsProtocol = keyof typeof scripts;

/** Protocols that begin in clear and go on inside TLS. */
export const startTlsProtocols = Object.keys(scripts) as StartTlsProtocol[];

/** What such a port usually speaks; null = nothing that is known. A suggestion: whoever asks decides. */
export function defaultStartTls(port: number): StartTlsProtocol | null {
  const usual = (protocol: StartTlsProtocol) => (scripts[protocol].ports as readonly number[]).includes(port);
  return startTlsProtocols.find(usual) ?? null;
}

/** The dialogue up to the ClientHello. @param name what the target is called: XMPP serves many domains */
export function startTlsDialogue(protocol: StartTlsProtocol, name: string): Dialogue {
  const { script }: { script: (name: string) => Script } = scripts[protocol];
  return dialogue(() => script(name));
}
