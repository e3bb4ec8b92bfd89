export const serverKinds = [
  'nginx',
  'openssl',
  'gnutls',
  'stunnel',
  'node',
  'java',
  'postfix',
  'dovecot',
] as const;
export type ServerKind = (typeof serverKinds)[number];

export const certificateKinds = ['rsa', 'ec'] as const;
export type CertificateKind = (typeof certificateKinds)[number];

/** One configuration of one server, as data: `run.ts --rows FILE` takes an array of these as JSON. */
export type Row = {
  name: string;
  server: ServerKind;
  /** What the server holds; an RSA one unless told. */
  certificates?: readonly CertificateKind[];
  /**
   * In the server's own words: directives of nginx, stunnel, Postfix and Dovecot, arguments of `openssl s_server` and
   * `gnutls-serv`, `NAME=VALUE` for Node and Java. `{dh1024}`, `{dh2048}` and `{folder}` stand for files.
   */
  settings: readonly string[];
  /** What is said before TLS begins. */
  starttls?: 'smtp' | 'imap' | 'pop3';
};
