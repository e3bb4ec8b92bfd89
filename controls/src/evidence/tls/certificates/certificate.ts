import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { own } from '@tenken/shared';
import * as z from 'zod/mini';
import { signatureAlgorithm } from './signature-algorithm.ts';

const Name = z.string().check(z.maxLength(300));
const maxNames = 20;

/** One X.509 certificate as a server sends it. */
export const CertificateFacts = z.strictObject({
  /** Lower-case hexadecimal SHA-256 of the DER. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** Distinguished names, comma between the parts, most special part last; cut at 300 characters. */
  subject: Name,
  issuer: Name,
  serial: z.string().check(z.maxLength(64)),
  /** Subject alternative names, the first 20. */
  names: z.array(Name).check(z.maxLength(maxNames)),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  /** `rsa`, `rsa-pss`, `ec`, `ed25519`, …; null = an algorithm that is not understood. */
  keyType: z.nullable(z.string().check(z.maxLength(40))),
  /** RSA modulus or size of the curve's field; null = not understood. */
  keyBits: z.nullable(z.int()),
  /** Hash that was signed; `none` where the algorithm has its own (EdDSA, ML-DSA); null = not understood. */
  signatureHash: z.nullable(z.string().check(z.maxLength(20))),
  /** Object identifier of the signature algorithm. */
  signatureOid: z.nullable(z.string().check(z.maxLength(80))),
  /** Subject and issuer are the same and the certificate's own key verifies its signature. */
  selfSigned: z.boolean(),
  /** The next certificate that the server sent issued this one; null = it sent no other. */
  issuedByNext: z.nullable(z.boolean()),
  /** It names a server that answers whether it was revoked (OCSP, in Authority Information Access). */
  namesOcspServer: z.boolean(),
});
export type CertificateFacts = z.infer<typeof CertificateFacts>;

/** Null when the bytes are no certificate that OpenSSL can read. */
export function parseCertificate(der: Uint8Array): X509Certificate | null {
  // X509Certificate takes PEM as well; only a DER SEQUENCE is what TLS carries.
  if (der[0] !== 0x30) return null;
  return attempt(() => new X509Certificate(der));
}

/** Null where it is a key that OpenSSL cannot read, a point beside its curve, say. */
export function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  return attempt(() => certificate.publicKey);
}

/** @param next the one sent after it. @returns null when its dates cannot be read */
export function describeCertificate(
  certificate: X509Certificate,
  next: X509Certificate | undefined,
): CertificateFacts | null {
  const notBefore = attempt(() => instant(certificate.validFrom));
  const notAfter = attempt(() => instant(certificate.validTo));
  const key = publicKeyOf(certificate);
  if (notBefore === null || notAfter === null) return null;
  const signature = attempt(() => signatureAlgorithm(certificate.raw));
  return {
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    serial: certificate.serialNumber.slice(0, 64),
    names: alternativeNames(certificate.subjectAltName),
    notBefore,
    notAfter,
    keyType: key?.asymmetricKeyType?.slice(0, 40) ?? null,
    keyBits: key ? keyBits(key.asymmetricKeyType, key.asymmetricKeyDetails) : null,
    signatureHash: signature?.hash ?? null,
    signatureOid: signature?.oid ?? null,
    selfSigned:
      certificate.subject === certificate.issuer &&
      key !== null &&
      attempt(() => certificate.verify(key)) === true,
    namesOcspServer: /^OCSP - URI:/m.test(certificate.infoAccess ?? ''),
    issuedByNext: next ? issuedBy(certificate, next) : null,
  };
}

function issuedBy(certificate: X509Certificate, next: X509Certificate): boolean {
  return attempt(() => certificate.checkIssued(next) && certificate.verify(next.publicKey)) === true;
}

/** OpenSSL prints `Nov 21 07:45:00 2026 GMT`, always English and always GMT. */
function instant(shown: string): string {
  return new Date(shown).toISOString();
}

/** Node joins the parts with line breaks. */
function distinguishedName(shown: string | undefined): string {
  return plain((shown ?? '').split('\n').join(', '));
}

function alternativeNames(shown: string | undefined): string[] {
  if (shown === undefined || shown === '') return [];
  return shown.split(', ').slice(0, maxNames).map(plain);
}

/** Names come from whoever runs the server: no control characters, bounded. */
function plain(name: string): string {
  return name
    .replaceAll(/\p{Cc}/gu, '\uFFFD')
    .slice(0, 300)
    .toWellFormed();
}

const curveBits: Record<string, number> = {
  prime256v1: 256,
  secp224r1: 224,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  prime192v1: 192,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
};

function keyBits(
  type: string | undefined,
  details: { modulusLength?: number | undefined; namedCurve?: string | undefined } | undefined,
): number | null {
  if (type === 'ed25519') return 256;
  if (type === 'ed448') return 456;
  return (
    details?.modulusLength ?? own(curveBits, details?.namedCurve) ?? curveBitsInName(details?.namedCurve)
  );
}

/** `sect163k1`, `secp160r1`: the field's size is in the name. */
function curveBitsInName(curve: string | undefined): number | null {
  const digits = /^(?:sec[pt]|prime|c2pnb|c2tnb)(\d{3})/.exec(curve ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** OpenSSL throws where a certificate holds what it does not know; that is a fact about the certificate. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
