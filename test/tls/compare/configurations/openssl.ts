import type { Row } from '../row.ts';

const row = (name: string, settings: string, certificates?: Row['certificates']): Row => ({
  name,
  server: 'openssl',
  settings: settings.split(' '),
  ...(certificates && { certificates }),
});

const everything = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';

export const opensslRows: readonly Row[] = [
  row('as delivered', '-naccept 100000'),
  row('both certificates', '-naccept 100000', ['rsa', 'ec']),
  row('server order', '-serverpref', ['rsa', 'ec']),
  row('TLS 1.0', `-tls1 -cipher ${everything}`),
  row('TLS 1.1', `-tls1_1 -cipher ${everything} -serverpref`, ['rsa', 'ec']),
  row('TLS 1.2', '-tls1_2 -serverpref', ['rsa', 'ec']),
  row('TLS 1.3', '-tls1_3'),
  row('everything, server order', `-cipher ${everything} -serverpref`, ['rsa', 'ec']),
  row('everything, client order', `-cipher ${everything}`, ['rsa', 'ec']),
  row('without a certificate: anonymous', `-tls1_2 -cipher aNULL:@SECLEVEL=0 -serverpref`, []),
  row('NULL', '-tls1_2 -cipher eNULL:@SECLEVEL=0 -serverpref', ['rsa', 'ec']),
  row('NULL, TLS 1.0', '-tls1 -cipher eNULL:@SECLEVEL=0 -serverpref', ['rsa', 'ec']),
  row('static RSA', '-tls1_2 -cipher kRSA -serverpref'),
  row('DHE with a group of 1024 bits', '-tls1_2 -cipher kDHE:@SECLEVEL=0 -serverpref -dhparam {dh1024}'),
  row('DHE with a group of 2048 bits', '-tls1_2 -cipher kDHE -serverpref -dhparam {dh2048}'),
  // OpenSSL 3.0 has no -no_ems yet: by the switch of its configuration.
  row('no extended master secret', '-tls1_2 -serverpref -no_etm'),
  row('legacy renegotiation', '-tls1_2 -legacy_renegotiation -serverpref'),
  row('no tickets', '-no_ticket -serverpref'),
  row(
    'suites of TLS 1.3: CCM first',
    '-tls1_3 -serverpref -ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
  ),
  row(
    'suites of TLS 1.3: CCM_8 and one more',
    '-tls1_3 -serverpref -ciphersuites TLS_AES_128_CCM_8_SHA256:TLS_AES_128_GCM_SHA256',
  ),
  row('one suite of TLS 1.3', '-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256'),
  row('P-256 only', '-serverpref -groups P-256', ['rsa', 'ec']),
  row('X25519 only', '-serverpref -groups X25519', ['rsa', 'ec']),
  row('FFDHE only, TLS 1.3', '-tls1_3 -groups ffdhe2048:ffdhe3072'),
  row('brainpool only, TLS 1.2', '-tls1_2 -serverpref -groups brainpoolP256r1'),
  row('client certificate wanted', '-serverpref -verify 1'),
  row('client certificate needed', '-serverpref -Verify 1'),
  row('ChaCha20 by the client', '-serverpref -prioritize_chacha -cipher ECDHE+AESGCM:ECDHE+CHACHA20'),
  row('RSA-PSS signatures only', '-serverpref -sigalgs RSA-PSS+SHA256'),
  row('TLS 1.0 and 1.3 without what is between', `-no_tls1_1 -no_tls1_2 -cipher ${everything} -serverpref`),
  row('PSK', '-tls1_2 -cipher PSK:ECDHE+AESGCM -psk 0011223344556677 -serverpref'),
  row('PSK without a certificate', '-tls1_2 -cipher PSK -psk 0011223344556677 -serverpref', []),
];
