import type { Row } from '../row.ts';

const row = (name: string, settings: readonly string[], certificates?: Row['certificates']): Row => ({
  name,
  server: 'node',
  settings,
  ...(certificates && { certificates }),
});

const everything = 'ciphers=ALL:COMPLEMENTOFALL:@SECLEVEL=0';

export const nodeRows: readonly Row[] = [
  row('as delivered', []),
  row('both certificates', [], ['rsa', 'ec']),
  row('everything', [everything, 'minVersion=TLSv1', 'dhparam=auto', 'honorCipherOrder=true'], ['rsa', 'ec']),
  row('TLS 1.0 and 1.1', [everything, 'minVersion=TLSv1', 'maxVersion=TLSv1.1', 'honorCipherOrder=true']),
  row('TLS 1.3 only, hybrid group only', ['minVersion=TLSv1.3', 'ecdhCurve=X25519MLKEM768']),
  row('client order', ['honorCipherOrder=false', 'maxVersion=TLSv1.2'], ['rsa', 'ec']),
];
