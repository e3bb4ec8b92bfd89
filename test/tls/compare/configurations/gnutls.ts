import type { Row } from '../row.ts';

const row = (name: string, priority: string, more: Partial<Row> = {}): Row => ({
  name,
  server: 'gnutls',
  ...more,
  settings: ['--priority', priority, ...(more.settings ?? [])],
});

const both = { certificates: ['rsa', 'ec'] } as const;
const dh = ['--dhparams', '{dh2048}'];

export const gnutlsRows: readonly Row[] = [
  row('NORMAL', 'NORMAL'),
  row('NORMAL, both certificates', 'NORMAL', both),
  row('NORMAL, server order', 'NORMAL:%SERVER_PRECEDENCE', both),
  row('SECURE256', 'SECURE256:%SERVER_PRECEDENCE', both),
  row('PFS', 'PFS:%SERVER_PRECEDENCE', { ...both, settings: dh }),
  row('TLS 1.0 only', 'NORMAL:-VERS-ALL:+VERS-TLS1.0:%SERVER_PRECEDENCE'),
  row('TLS 1.1 only', 'NORMAL:-VERS-ALL:+VERS-TLS1.1:%SERVER_PRECEDENCE', both),
  row('TLS 1.3 only', 'NORMAL:-VERS-ALL:+VERS-TLS1.3'),
  row(
    'TLS 1.0 to 1.3 with 3DES and RC4',
    'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+3DES-CBC:+ARCFOUR-128:+MD5:%SERVER_PRECEDENCE',
    {
      ...both,
      settings: dh,
    },
  ),
  row('SSL 3.0', 'NORMAL:-VERS-ALL:+VERS-SSL3.0:+3DES-CBC:+ARCFOUR-128:+MD5:%SERVER_PRECEDENCE'),
  row(
    'RC4 only',
    'NONE:+VERS-TLS1.0:+VERS-TLS1.2:+ARCFOUR-128:+RSA:+ECDHE-RSA:+SHA1:+MD5:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:%SERVER_PRECEDENCE',
  ),
  row(
    'Camellia and its GCM',
    'NORMAL:+CAMELLIA-128-GCM:+CAMELLIA-256-GCM:+CAMELLIA-128-CBC:+CAMELLIA-256-CBC:%SERVER_PRECEDENCE',
    {
      ...both,
      settings: dh,
    },
  ),
  row('NULL', 'NORMAL:-VERS-TLS1.3:+NULL:%SERVER_PRECEDENCE'),
  row('anonymous', 'NORMAL:-VERS-TLS1.3:+ANON-ECDH:+ANON-DH:%SERVER_PRECEDENCE', { settings: dh }),
  row('LEGACY', 'LEGACY:%SERVER_PRECEDENCE', { ...both, settings: dh }),
  row('safe renegotiation off', 'NORMAL:%DISABLE_SAFE_RENEGOTIATION', both),
];
