import { text } from '@tenken/shared';
import type { TlsFacts } from '../../../evidence/tls/facts.ts';
import type { Verdict } from '../../profile-row.ts';
import { shortKeys } from './certificates.ts';
import type { CheckOf } from './check.ts';
import { joined, named } from './facts-read.ts';
import { dhGaps, shortestDh } from './key-exchange.ts';

/** NIST SP 800-57 part 1, table 2: what 128 bits of security take. */
const of128 = { rsaBits: 3072, ecBits: 256, dhBits: 3072 };

/** Strength below 128 bits is on its way out: new use ends on a day that is laid down. */
export function securityStrength(
  { minimumBits, until }: CheckOf<'security-strength'>,
  facts: TlsFacts,
): Verdict {
  const expected = text(
    `${minimumBits}ビット安全性以上（未満は${until}まで）`,
    `${minimumBits}-bit security or more (less until ${until})`,
  );
  const dh = shortestDh(facts);
  const weak = [...shortKeys(facts, of128), ...(dh !== null && dh < of128.dhBits ? [`DH ${dh}`] : [])];
  if (weak.length > 0) return { outcome: 'unmet', observed: named(weak), expected };
  const gaps = dhGaps(facts);
  if (facts.certificatesUnread !== null) gaps.push(text('証明書を読めない', 'certificate not read'));
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  return { outcome: 'met', observed: expected, expected };
}
