import type { Row } from '../row.ts';

const row = (name: string, settings: readonly string[], certificates?: Row['certificates']): Row => ({
  name,
  server: 'java',
  settings,
  ...(certificates && { certificates }),
});

const nothingDisabled = ['security:jdk.tls.disabledAlgorithms=', 'security:jdk.tls.legacyAlgorithms='];

export const javaRows: readonly Row[] = [
  row('as delivered', []),
  row('both certificates', [], ['rsa', 'ec']),
  row('client order', ['order=client'], ['rsa', 'ec']),
  row(
    'TLS 1.0 to 1.3, nothing disabled',
    [...nothingDisabled, 'protocols=TLSv1,TLSv1.1,TLSv1.2,TLSv1.3', 'suites=all'],
    ['rsa', 'ec'],
  ),
  row('SSL 3.0', [...nothingDisabled, 'protocols=SSLv3', 'suites=all']),
  row('TLS 1.3 only, client certificate wanted', ['protocols=TLSv1.3', 'clientAuth=want']),
];
