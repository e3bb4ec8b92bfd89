import type { Row } from '../row.ts';

const row = (name: string, ...settings: string[]): Row => ({ name, server: 'stunnel', settings });

export const stunnelRows: readonly Row[] = [
  row('as delivered'),
  row('TLS 1.2 only', 'sslVersion = TLSv1.2'),
  row(
    'TLS 1.0 to 1.2 at level 0',
    'sslVersionMin = TLSv1',
    'sslVersionMax = TLSv1.2',
    'securityLevel = 0',
    'ciphers = ALL',
  ),
  row('server order', 'options = CIPHER_SERVER_PREFERENCE', 'ciphers = ECDHE+AES128:ECDHE+AES256'),
  row(
    'suites of TLS 1.3',
    'ciphersuites = TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
    'options = CIPHER_SERVER_PREFERENCE',
  ),
];
