import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { CertificateFacts } from '../../../evidence/tls/certificates/certificate.ts';
import type { TlsFacts } from '../../../evidence/tls/facts.ts';
import type { Verdict } from '../../profile-row.ts';
import type { CheckOf } from './check.ts';
import { acceptedSuites, answerText, joined, listGaps } from './facts-read.ts';
import { inForce } from './later.ts';

const dayMs = 24 * 60 * 60 * 1000;

type Placed = { certificate: CertificateFacts; place: number };

function placed(facts: TlsFacts): Placed[] {
  return facts.chains.flatMap(({ certificates }) =>
    certificates.map((certificate, place) => ({ certificate, place })),
  );
}

/** The server's own. */
function leaves(facts: TlsFacts): CertificateFacts[] {
  return facts.chains.flatMap(({ certificates: [leaf] }) => leaf ?? []);
}

/** Without certificates: whether there are none in use, or they were not read. */
function withoutCertificates(facts: TlsFacts, expected: Text): Verdict | null {
  if (facts.certificatesUnread !== null) {
    const why = answerText(facts.certificatesUnread);
    const observed = text(`証明書を読めない（${why.ja}）`, `certificate not read (${why.en})`);
    return { outcome: 'unknown', observed, expected };
  }
  if (facts.chains.length > 0) return null;
  const usesThem = acceptedSuites(facts).some(
    ({ suite }) => !['anon', 'PSK', 'SRP', 'KRB5'].includes(suite?.authentication ?? ''),
  );
  if (usesThem || listGaps(facts).length > 0) {
    const observed = text('証明書が送られてこない', 'no certificate was sent');
    return { outcome: 'unknown', observed, expected };
  }
  return { outcome: 'not-applicable', observed: text('証明書を使わない', 'no certificate in use'), expected };
}

/** What was found, in this order: a failure, what could not be read, what is fine. */
function decided(
  facts: TlsFacts,
  expected: Text,
  { wrong, gaps = [], fine }: { wrong: Text[]; gaps?: Text[]; fine: () => Omit<Verdict, 'expected'> },
): Verdict {
  if (wrong.length > 0) return { outcome: 'unmet', observed: joined(wrong), expected };
  const none = withoutCertificates(facts, expected);
  if (none) return none;
  if (gaps.length > 0) return { outcome: 'unknown', observed: joined(gaps), expected };
  return { ...fine(), expected };
}

type KeyLimit = { rsaBits: number; ecBits: number };

function isCurve(keyType: string | null): boolean {
  return keyType === 'ec' || (keyType?.startsWith('ed') ?? false);
}

function isShort({ keyType, keyBits }: CertificateFacts, { rsaBits, ecBits }: KeyLimit): boolean {
  return keyBits !== null && keyBits < (isCurve(keyType) ? ecBits : rsaBits);
}

function keyText({ keyType, keyBits }: CertificateFacts): string {
  return `${keyType?.toUpperCase() ?? '?'}${keyBits === null ? '' : ` ${keyBits}`}`;
}

export function certificateKey(
  { rsaBits, ecBits, later }: CheckOf<'certificate-key'>,
  facts: TlsFacts,
  now: Date,
): Verdict {
  const { limit, next } = inForce(now, { rsaBits, ecBits }, later);
  const expected = text(
    `証明書の鍵はRSA ${limit.rsaBits}ビット・EC ${limit.ecBits}ビット以上`,
    `certificate keys of RSA ${limit.rsaBits} or EC ${limit.ecBits} bits or more`,
  );
  const all = placed(facts).map(({ certificate }) => certificate);
  return decided(facts, expected, {
    wrong: all
      .filter((one) => isShort(one, limit))
      .map((one) => text(`証明書の鍵 ${keyText(one)}ビット`, `certificate key ${keyText(one)} bits`)),
    gaps: keyGaps(all),
    fine: () => {
      const own = leaves(facts).map(keyText).join(', ');
      const changes = next !== null && all.some((one) => isShort(one, next.limit));
      return { outcome: 'met', observed: text(own, own), validUntil: changes ? next.at : undefined };
    },
  });
}

function keyGaps(certificates: readonly CertificateFacts[]): Text[] {
  return certificates
    .filter(({ keyType, keyBits }) => keyBits === null && !keyType?.startsWith('ml-dsa'))
    .map(({ keyType }) =>
      text(`証明書の鍵 ${keyType ?? '不明'}`, `certificate key ${keyType ?? 'not understood'}`),
    );
}

export function certificateKeyType({ types }: CheckOf<'certificate-key-type'>, facts: TlsFacts): Verdict {
  const names = types.map((type) => (type === 'ec' ? 'ECDSA' : 'RSA')).join('・');
  const expected = text(`証明書の鍵は${names}`, `certificate keys of ${names}`);
  const own = leaves(facts);
  return decided(facts, expected, {
    wrong: own
      .filter(({ keyType }) => keyType !== null && !types.some((type) => keyType.startsWith(type)))
      .map((one) => text(keyText(one), keyText(one))),
    gaps: keyGaps(own),
    fine: () => {
      const shown = own.map(keyText).join(', ');
      return { outcome: 'met', observed: text(shown, shown) };
    },
  });
}

export function certificateHash({ forbidden }: CheckOf<'certificate-hash'>, facts: TlsFacts): Verdict {
  const names = forbidden.map((hash) => hash.toUpperCase()).join('・');
  const expected = text(`証明書の署名に${names}を使わない`, `no certificate signed with ${names}`);
  // Nobody checks a root's signature of itself: it is trusted for being in a list, and SHA-1 roots are fine.
  const checked = placed(facts).filter(({ certificate, place }) => !(certificate.selfSigned && place > 0));
  return decided(facts, expected, {
    wrong: checked
      .filter(({ certificate: { signatureHash } }) => forbidden.some((hash) => hash === signatureHash))
      .map(({ certificate: { signatureHash } }) => {
        const hash = signatureHash?.toUpperCase() ?? '';
        return text(`証明書の署名 ${hash}`, `certificate signed with ${hash}`);
      }),
    gaps: checked
      .filter(({ certificate: { signatureHash } }) => signatureHash === null)
      .map(({ certificate: { signatureOid } }) =>
        text(
          `証明書の署名方式 ${signatureOid ?? '不明'}`,
          `certificate signature ${signatureOid ?? 'not understood'}`,
        ),
      ),
    fine: () => {
      const hashes = [...new Set(checked.map(({ certificate: { signatureHash } }) => signatureHash ?? ''))];
      return { outcome: 'met', observed: text(hashes.join(', '), hashes.join(', ')) };
    },
  });
}

/** An expired cross-signed root behind a good chain is common and breaks nothing; the server's own counts. */
export function certificateValid(facts: TlsFacts, now: Date): Verdict {
  const expected = text('証明書が有効期間内', 'certificates within their validity');
  const own = leaves(facts);
  // RFC 5280 counts the last second as valid; a verdict that ends a second early does no harm.
  const expired = own.filter(({ notAfter }) => Date.parse(notAfter) <= now.getTime());
  const early = own.filter(({ notBefore }) => Date.parse(notBefore) > now.getTime());
  const verdict = decided(facts, expected, {
    wrong: [
      ...expired.map(({ notAfter }) => {
        const day = notAfter.slice(0, 10);
        return text(`証明書の有効期限切れ（${day}）`, `certificate expired on ${day}`);
      }),
      ...early.map(({ notBefore }) => {
        const day = notBefore.slice(0, 10);
        return text(`証明書は${day}から有効`, `certificate valid from ${day}`);
      }),
    ],
    fine: () => {
      const until = firstEnd(own);
      const day = until.slice(0, 10);
      return { outcome: 'met', observed: text(`${day}まで`, `until ${day}`), validUntil: until };
    },
  });
  // Only a certificate that begins later repairs itself.
  if (expired.length > 0 || early.length === 0) return verdict;
  const begins = Math.max(...early.map(({ notBefore }) => Date.parse(notBefore)));
  return { ...verdict, validUntil: new Date(begins).toISOString() };
}

function firstEnd(certificates: readonly CertificateFacts[]): string {
  return new Date(Math.min(...certificates.map(({ notAfter }) => Date.parse(notAfter)))).toISOString();
}

export function certificateDaysLeft(
  { days }: CheckOf<'certificate-days-left'>,
  facts: TlsFacts,
  now: Date,
): Verdict {
  const expected = text(`証明書の残りが${days}日より長い`, `certificates last more than ${days} days`);
  const none = withoutCertificates(facts, expected);
  const own = leaves(facts);
  if (own.length === 0) return none ?? { outcome: 'unknown', observed: expected, expected };
  const until = firstEnd(own);
  const left = Math.floor((Date.parse(until) - now.getTime()) / dayMs);
  const day = until.slice(0, 10);
  const turns = Date.parse(until) - days * dayMs;
  if (turns <= now.getTime()) {
    const isOver = Date.parse(until) <= now.getTime();
    const observed = isOver
      ? text(`${day}に切れた`, `ended on ${day}`)
      : text(`${day}まで（残り${left}日）`, `until ${day} (${left} days left)`);
    return { outcome: 'unmet', observed, expected, validUntil: isOver ? undefined : until };
  }
  if (none) return none;
  return {
    outcome: 'met',
    observed: text(`${day}まで（残り${left}日）`, `until ${day} (${left} days left)`),
    expected,
    validUntil: new Date(turns).toISOString(),
  };
}

export function certificateLifetime(
  { maximumDays }: CheckOf<'certificate-lifetime'>,
  facts: TlsFacts,
): Verdict {
  const expected = text(`証明書の期間は${maximumDays}日以内`, `certificates of ${maximumDays} days at most`);
  const days = ({ notBefore, notAfter }: CertificateFacts) =>
    Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / dayMs);
  const own = leaves(facts);
  return decided(facts, expected, {
    wrong: own
      .filter((one) => days(one) > maximumDays)
      .map((one) => text(`${days(one)}日`, `${days(one)} days`)),
    fine: () => {
      const longest = Math.max(...own.map(days));
      return { outcome: 'met', observed: text(`${longest}日`, `${longest} days`) };
    },
  });
}

/** Only where a name was asked for: nobody knows by which name people reach a port of the machine itself. */
export function certificateName(facts: TlsFacts): Verdict {
  const expected = text('証明書が接続先の名前のもの', 'certificates for the name of the target');
  const isAsked = facts.chains.some(({ matchesName }) => matchesName !== null);
  return decided(facts, expected, {
    wrong: facts.chains
      .filter(({ matchesName }) => matchesName === false)
      .map(({ certificates: [leaf] }) => {
        const names = leaf?.names.length ? leaf.names.join(', ') : (leaf?.subject ?? '');
        return text(`証明書の名前は ${names}`, `certificate for ${names}`);
      }),
    fine: () =>
      isAsked
        ? { outcome: 'met', observed: expected }
        : { outcome: 'not-applicable', observed: text('名前を指定していない', 'no name was asked for') },
  });
}

/** RFC 8446, section 4.4.2: each certificate should certify the one before it; RFC 5246 asks for that order. */
export function certificateChain(facts: TlsFacts): Verdict {
  const expected = text('証明書が発行順に並ぶ', 'certificates in the order of their issue');
  const broken = facts.chains.filter(({ certificates }) =>
    certificates.some(({ issuedByNext }) => issuedByNext === false),
  );
  return decided(facts, expected, {
    wrong: broken.map(() =>
      text('発行者でない証明書が続く', 'a certificate is followed by one that did not issue it'),
    ),
    fine: () => ({ outcome: 'met', observed: expected }),
  });
}

/** Inside an organisation its own authority is as good as a public one; what nobody issued is told. */
export function certificateIssuer(facts: TlsFacts): Verdict {
  const expected = text('認証局の発行した証明書', 'certificates that an authority issued');
  const own = leaves(facts).filter(({ selfSigned }) => selfSigned);
  return decided(facts, expected, {
    wrong: own.map(() => text('自己署名の証明書', 'self-signed certificate')),
    fine: () => ({
      outcome: 'met',
      observed: issuerWords(facts.chains.map(({ issuer }) => issuer)),
    }),
  });
}

function issuerWords(issuers: readonly TlsFacts['chains'][number]['issuer'][]): Text {
  if (issuers.every((issuer) => issuer === 'public')) return text('公的な認証局', 'public authority');
  return issuers.includes('unknown')
    ? text(
        '発行者の証明書が送られてこない（中間証明書の不足か、組織内の認証局）',
        'the issuer was not sent: an intermediate is missing, or the authority is private',
      )
    : text('組織内などの認証局', 'private authority');
}

/** Keys below 128 bits of security anywhere in the chains, for the rule of key lengths. */
export function shortKeys(facts: TlsFacts, limit: KeyLimit): string[] {
  return [
    ...new Set(
      placed(facts)
        .map(({ certificate }) => certificate)
        .filter((one) => isShort(one, limit))
        .map(keyText),
    ),
  ];
}
