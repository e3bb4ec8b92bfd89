import type { Row } from '../row.ts';

/**
 * OpenSSL strings of the sample settings to IPA's TLS暗号設定ガイドライン 3.0.1, 高セキュリティ型 and 推奨セキュリティ型.
 */
const high =
  'ECDHE+AESGCM:DHE+aRSA+AESGCM:ECDHE+AESCCM:DHE+aRSA+AESCCM:ECDHE+CHACHA20:DHE+aRSA+CHACHA20:+AES128:+DHE';
const recommended =
  'ECDHE+AESGCM:DHE+aRSA+AESGCM:ECDHE+AESCCM:DHE+aRSA+AESCCM:+AES256:ECDHE+CHACHA20:DHE+aRSA+CHACHA20:+DHE:' +
  'ECDHE+AES128:ECDHE+CAMELLIA128:ECDHE+AES:ECDHE+CAMELLIA:+ECDHE+SHA:DHE+aRSA+AES128:DHE+aRSA+CAMELLIA128:' +
  'DHE+aRSA+AES:DHE+aRSA+CAMELLIA:+DHE+aRSA+SHA';
const high13 =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256';
const recommended13 =
  'TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';

const on = 'ssl_prefer_server_ciphers on';
const off = 'ssl_prefer_server_ciphers off';
const dh = 'ssl_dhparam {dh2048}';
const both = ['rsa', 'ec'] as const;
const protocols = (...names: string[]) => `ssl_protocols ${names.join(' ')}`;
const ciphers = (text: string) => `ssl_ciphers '${text}'`;
/** nginx before 1.23.4 leaves TLS 1.3 out unless told. */
const modern = protocols('TLSv1.2', 'TLSv1.3');
const suites13 = (text: string) => `ssl_conf_command Ciphersuites ${text}`;

const row = (name: string, settings: readonly string[], certificates?: Row['certificates']): Row => ({
  name,
  server: 'nginx',
  settings,
  ...(certificates && { certificates }),
});

export const nginxRows: readonly Row[] = [
  row('as delivered', []),
  row('as delivered, both certificates', [], both),
  row('as delivered, ECDSA', [], ['ec']),
  row('IPA 推奨, both certificates', [modern, on, ciphers(recommended), suites13(recommended13)], both),
  row(
    'IPA 推奨, both certificates, DH',
    [modern, on, dh, ciphers(recommended), suites13(recommended13)],
    both,
  ),
  row('IPA 推奨, RSA, DH', [modern, on, dh, ciphers(recommended), suites13(recommended13)]),
  row('IPA 推奨, ECDSA', [modern, on, ciphers(recommended)], ['ec']),
  row('IPA 推奨, client order', [modern, off, dh, ciphers(recommended)], both),
  row('IPA 高, both certificates', [modern, on, ciphers(high), suites13(high13)], both),
  row('IPA 高, both certificates, DH', [modern, on, dh, ciphers(high), suites13(high13)], both),
  row('IPA 高, RSA', [modern, on, ciphers(high), suites13(high13)]),
  row('TLS 1.3 only', [protocols('TLSv1.3')]),
  row('TLS 1.3 only, server order', [protocols('TLSv1.3'), on, suites13(recommended13)]),
  row('TLS 1.2 only', [protocols('TLSv1.2'), on, ciphers('HIGH:!aNULL:!MD5')]),
  row('TLS 1.0 only', [protocols('TLSv1'), on, ciphers('ALL:@SECLEVEL=0')]),
  row('TLS 1.1 only', [protocols('TLSv1.1'), on, ciphers('ALL:@SECLEVEL=0')], both),
  row('TLS 1.0 and 1.2', [protocols('TLSv1', 'TLSv1.2'), on, ciphers('HIGH:!aNULL:@SECLEVEL=0')]),
  row('TLS 1.0 to 1.3 at security level 1', [protocols('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'), on]),
  row(
    'everything at level 0, DH',
    [protocols('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'), on, dh, ciphers('ALL:COMPLEMENTOFALL:@SECLEVEL=0')],
    both,
  ),
  row(
    'everything at level 0, client order',
    [protocols('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'), off, ciphers('ALL:COMPLEMENTOFALL:@SECLEVEL=0')],
    both,
  ),
  row('static RSA only', [protocols('TLSv1.2'), on, ciphers('kRSA+AES:@SECLEVEL=0')]),
  row('static RSA, TLS 1.0 and 1.1', [protocols('TLSv1', 'TLSv1.1'), on, ciphers('kRSA:@SECLEVEL=0')]),
  row('Camellia first', [protocols('TLSv1.2'), on, ciphers('CAMELLIA256:CAMELLIA128:AES128')], both),
  row('CCM only', [protocols('TLSv1.2'), on, dh, ciphers('AESCCM:@SECLEVEL=0')], both),
  row('ARIA', [protocols('TLSv1.2'), on, ciphers('ARIAGCM:AES256-GCM-SHA384')], both),
  row('ChaCha20 first', [protocols('TLSv1.2', 'TLSv1.3'), on, ciphers('CHACHA20:ECDHE+AESGCM')], both),
  row('ChaCha20 by the client', [
    modern,
    on,
    ciphers('ECDHE+AESGCM:ECDHE+CHACHA20'),
    'ssl_conf_command Options PrioritizeChaCha,ServerPreference',
  ]),
  row('one suite', [protocols('TLSv1.2'), on, ciphers('ECDHE-RSA-AES256-GCM-SHA384')]),
  row('DHE only, 1024 bits', [
    protocols('TLSv1.2'),
    on,
    'ssl_dhparam {dh1024}',
    ciphers('kDHE+aRSA:@SECLEVEL=0'),
  ]),
  row('P-521 only', [protocols('TLSv1.2', 'TLSv1.3'), on, 'ssl_ecdh_curve secp521r1']),
  row('X448 before P-256', [modern, 'ssl_ecdh_curve X448:prime256v1'], both),
  row('PSK strings without a PSK', [protocols('TLSv1.2'), on, ciphers('kECDHEPSK:kPSK:ECDHE+AESGCM')]),
  row('anonymous at level 0', [protocols('TLSv1', 'TLSv1.2'), on, dh, ciphers('aNULL:eNULL:@SECLEVEL=0')]),
  row('client certificate wanted', [modern, 'ssl_verify_client optional_no_ca']),
  row('names that do not match are refused', [
    protocols('TLSv1.2', 'TLSv1.3'),
    on,
    'server_name www.example.jp',
  ]),
];
