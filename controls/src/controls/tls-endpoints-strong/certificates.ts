import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { CertificateFacts } from '../../evidence/tls/certificates/certificate.ts';
import { cipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import { brokenHashes, minimumKeyBits } from './requirements.ts';
import type { Point } from './server.ts';
import { seenText } from './words.ts';

type Reason = 'certificate-expired' | 'certificate-not-yet-valid' | 'weak-key' | 'weak-signature';

/** What is wrong with the certificates of one endpoint at this moment. */
export function certificateFailures(tls: TlsFacts, now: Date): Point<Reason>[] {
  const points: Point<Reason>[] = [];
  for (const chain of tls.chains) {
    for (const [place, certificate] of chain.certificates.entries()) {
      // An expired cross-signed root behind a good chain is common and breaks nothing; the server's own counts.
      if (place === 0) points.push(...validity(certificate, now));
      points.push(...strength(certificate, place));
    }
  }
  return points;
}

function validity(certificate: CertificateFacts, now: Date): Point<Reason>[] {
  const { notBefore, notAfter } = certificate;
  // RFC 5280 counts the last second as valid; a verdict that ends a second early does no harm.
  if (Date.parse(notAfter) <= now.getTime()) {
    const day = notAfter.slice(0, 10);
    return [
      {
        reason: 'certificate-expired',
        what: text(`証明書の有効期限切れ（${day}）`, `certificate expired on ${day}`),
      },
    ];
  }
  if (Date.parse(notBefore) > now.getTime()) {
    const day = notBefore.slice(0, 10);
    return [
      {
        reason: 'certificate-not-yet-valid',
        what: text(`証明書は${day}から有効`, `certificate valid from ${day}`),
      },
    ];
  }
  return [];
}

function strength(certificate: CertificateFacts, place: number): Point<Reason>[] {
  const points: Point<Reason>[] = [];
  const { keyType, keyBits, signatureHash, selfSigned } = certificate;
  const minimum = keyType === 'ec' || keyType?.startsWith('ed') ? minimumKeyBits.ec : minimumKeyBits.rsa;
  if (keyBits !== null && keyBits < minimum) {
    points.push({
      reason: 'weak-key',
      what: text(`証明書の鍵 ${keyType} ${keyBits}ビット`, `certificate key ${keyType} ${keyBits}`),
    });
  }
  // Nobody checks a root's signature of itself: it is trusted for being in a list, and SHA-1 roots are fine.
  const isRoot = selfSigned && place > 0;
  if (!isRoot && signatureHash !== null && brokenHashes.includes(signatureHash)) {
    const hash = signatureHash.toUpperCase();
    points.push({
      reason: 'weak-signature',
      what: text(`証明書の署名 ${hash}`, `certificate signed with ${hash}`),
    });
  }
  return points;
}

/** Why the certificates cannot be judged in full. */
export function certificateGaps(tls: TlsFacts): Text[] {
  const gaps: Text[] = [];
  if (tls.certificatesUnread !== null) {
    const why = seenText(tls.certificatesUnread);
    gaps.push(text(`証明書を読めない（${why.ja}）`, `certificate not read (${why.en})`));
  } else if (tls.chains.length === 0 && usesCertificates(tls)) {
    gaps.push(text('証明書が送られてこない', 'no certificate was sent'));
  }
  for (const certificate of tls.chains.flatMap(({ certificates }) => certificates)) {
    const { keyType, keyBits, signatureHash, signatureOid, selfSigned } = certificate;
    if (keyBits === null && !keyType?.startsWith('ml-dsa')) {
      gaps.push(text(`証明書の鍵 ${keyType ?? '不明'}`, `certificate key ${keyType ?? 'not understood'}`));
    }
    if (signatureHash === null && !selfSigned) {
      gaps.push(
        text(
          `証明書の署名方式 ${signatureOid ?? '不明'}`,
          `certificate signature ${signatureOid ?? 'not understood'}`,
        ),
      );
    }
  }
  return gaps;
}

/** First instant at which one of the servers' own certificates begins or ends after `now`. */
export function nextValidityChange(tls: TlsFacts, now: Date): number {
  const instants = tls.chains.flatMap(({ certificates: [own] }) =>
    own ? [Date.parse(own.notBefore), Date.parse(own.notAfter)] : [],
  );
  return Math.min(...instants.filter((instant) => instant > now.getTime()));
}

function usesCertificates(tls: TlsFacts): boolean {
  return tls.protocols.some(({ ciphers }) =>
    ciphers.some(
      ({ id }) => !['anon', 'PSK', 'SRP', 'KRB5'].includes(cipherSuite(Number(id))?.authentication ?? ''),
    ),
  );
}
