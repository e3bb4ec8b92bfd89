import type { Text } from '@tenken/shared';
import { text } from '@tenken/shared';
import { isForwardSecret } from '../../evidence/tls/registry/cipher-suites.ts';
import type { CipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';
import type { Protocol } from '../../evidence/tls/registry/protocols.ts';

/**
 * The levels of IPA/CRYPTREC「TLS暗号設定ガイドライン」(CRYPTREC GL-3001-3.1.1, 2025-04-25) below which a server
 * fails: 推奨セキュリティ型 and セキュリティ例外型.
 */
export const levels = ['recommended', 'exception'] as const;
export type Level = (typeof levels)[number];

export type Requirement = {
  name: Text;
  /** The lowest level that forbids it; every level above does too. */
  forbiddenAt: Level;
  /**
   * Whether somebody compared this row with the issuer's text. The PDF was not at hand when these were written:
   * they come from secondary sources that agree with each other.
   */
  verified: boolean;
};

type SuiteRequirement = Requirement & { concerns: (suite: CipherSuite) => boolean };

export const forbiddenProtocols: Partial<Record<Protocol, Requirement>> = {
  SSLv3: { name: text('SSL 3.0', 'SSL 3.0'), forbiddenAt: 'exception', verified: false },
  // 例外型 takes them while the move to 推奨型 is under way.
  'TLSv1.0': { name: text('TLS 1.0', 'TLS 1.0'), forbiddenAt: 'recommended', verified: false },
  'TLSv1.1': { name: text('TLS 1.1', 'TLS 1.1'), forbiddenAt: 'recommended', verified: false },
};

/** The first row that concerns a suite names it. */
export const forbiddenSuites: readonly SuiteRequirement[] = [
  {
    name: text('暗号化なし（NULL）', 'no encryption (NULL)'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => suite.cipher === 'NULL',
  },
  {
    name: text('認証なし（anon）', 'no authentication (anon)'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => suite.authentication === 'anon',
  },
  {
    name: text('輸出規制用（EXPORT）', 'export grade'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => suite.exportGrade,
  },
  {
    name: text('RC4', 'RC4'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => suite.cipher.startsWith('RC4'),
  },
  {
    name: text('DES・RC2・IDEA', 'DES, RC2 or IDEA'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => /^(?:DES|RC2|IDEA|FORTEZZA)-/.test(suite.cipher),
  },
  {
    // 64-bit blocks and 112-bit strength; what 例外型 says of it is not confirmed.
    name: text('3DES', '3DES'),
    forbiddenAt: 'recommended',
    verified: false,
    concerns: (suite) => suite.cipher.startsWith('3DES'),
  },
  {
    name: text('MD5のMAC', 'MD5 as MAC'),
    forbiddenAt: 'exception',
    verified: false,
    concerns: (suite) => suite.mac === 'MD5',
  },
  {
    // In none of the published sample settings of 推奨型.
    name: text('前方秘匿性のない鍵交換（RSA等）', 'key exchange without forward secrecy (RSA, …)'),
    forbiddenAt: 'recommended',
    verified: false,
    concerns: (suite) => !isForwardSecret(suite),
  },
];

/** Ciphers of the CRYPTREC list. What is on no list (ARIA, SEED, SM4, GOST) is not forbidden: a remark. */
export function isOutsideTheList(suite: CipherSuite): boolean {
  return !/^(?:AES|CAMELLIA|CHACHA20)-/.test(suite.cipher);
}

export const minimumDhBits = { bits: 2048, forbiddenAt: 'recommended', verified: false } as const;

/** Certificate keys: RSA 2048 bit or ECDSA 256 bit; signatures SHA-256 or stronger. */
export const minimumKeyBits = { rsa: 2048, ec: 256, verified: false } as const;

export const brokenHashes: readonly string[] = ['md2', 'md4', 'md5', 'sha1'];

/** Whether a server of `level` is measured against this row. */
export function applies(requirement: { forbiddenAt: Level }, level: Level): boolean {
  return requirement.forbiddenAt === 'exception' || level === 'recommended';
}
