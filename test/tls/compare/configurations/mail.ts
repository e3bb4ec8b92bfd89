import type { Row } from '../row.ts';

/** STARTTLS: the same TLS behind a conversation in clear. */
export const mailRows: readonly Row[] = [
  { name: 'as delivered', server: 'postfix', settings: [], starttls: 'smtp' },
  {
    name: 'TLS 1.2 and above, server order',
    server: 'postfix',
    certificates: ['rsa', 'ec'],
    settings: ['smtpd_tls_protocols = >=TLSv1.2', 'tls_preempt_cipherlist = yes', 'smtpd_tls_ciphers = high'],
    starttls: 'smtp',
  },
  { name: 'as delivered, IMAP', server: 'dovecot', settings: [], starttls: 'imap' },
  {
    name: 'TLS 1.2, server order, POP3',
    server: 'dovecot',
    settings: ['protocols = pop3', 'ssl_min_protocol = TLSv1.2', 'ssl_prefer_server_ciphers = yes'],
    starttls: 'pop3',
  },
];
