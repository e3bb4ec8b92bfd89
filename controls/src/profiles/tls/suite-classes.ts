import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { CipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';

/**
 * Kinds of suites that profiles forbid. Members follow from the table of code points, whose classes a test compares with
 * published lists; names decide nothing: `_CBC_SHA` is a MAC of SHA-1, no signature with it.
 */
export const suiteClasses = [
  'no-encryption',
  'anonymous',
  'export',
  'rc4',
  'des',
  'idea',
  'rc2',
  'fortezza',
  'md5',
  '3des',
] as const;
export type SuiteClass = (typeof suiteClasses)[number];

export const suiteClassNames: Record<SuiteClass, Text> = {
  'no-encryption': text('暗号化なし（NULL）', 'no encryption (NULL)'),
  anonymous: text('認証なし（anon）', 'no authentication (anon)'),
  export: text('輸出規制用（EXPORT）', 'export grade'),
  rc4: text('RC4', 'RC4'),
  des: text('DES', 'DES'),
  idea: text('IDEA', 'IDEA'),
  rc2: text('RC2', 'RC2'),
  fortezza: text('FORTEZZA', 'FORTEZZA'),
  md5: text('MD5のMAC', 'MD5 as MAC'),
  '3des': text('3DES', '3DES'),
};

const members: Record<SuiteClass, (suite: CipherSuite) => boolean> = {
  'no-encryption': (suite) => suite.cipher === 'NULL',
  anonymous: (suite) => suite.authentication === 'anon',
  export: (suite) => suite.exportGrade,
  rc4: (suite) => suite.cipher.startsWith('RC4-'),
  des: (suite) => suite.cipher.startsWith('DES-'),
  idea: (suite) => suite.cipher.startsWith('IDEA-'),
  rc2: (suite) => suite.cipher.startsWith('RC2-'),
  fortezza: (suite) => suite.cipher.startsWith('FORTEZZA-'),
  md5: (suite) => suite.mac === 'MD5',
  '3des': (suite) => suite.cipher.startsWith('3DES-'),
};

export function isInClass(suite: CipherSuite, name: SuiteClass): boolean {
  return members[name](suite);
}
