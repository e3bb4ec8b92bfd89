import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import * as z from 'zod/mini';
import { CertificateFacts, describeCertificate, parseCertificate } from './certificate.ts';

/** One chain of certificates as a server sends it. */
export const ChainFacts = z.strictObject({
  /** The server's own first, in the order sent. */
  certificates: z.array(CertificateFacts).check(z.minLength(1), z.maxLength(16)),
  /**
   * `public`: the signatures lead to a root of the list that the agent's runtime carries (Mozilla's). `private`: they
   * lead to a certificate that issued itself and is not in it. `unknown`: they lead to an issuer that was not sent.
   */
  issuer: z.enum(['public', 'private', 'unknown']),
  /** The first certificate is for the name that was asked for; null = no name was asked for. */
  matchesName: z.nullable(z.boolean()),
});
export type ChainFacts = z.infer<typeof ChainFacts>;

/** @param chain DER in the order sent. @returns null when one of them is no certificate that can be read */
export function describeChain(
  chain: readonly Uint8Array[],
  serverName: string | undefined,
): ChainFacts | null {
  const parsed: X509Certificate[] = [];
  for (const der of chain) {
    const certificate = parseCertificate(der);
    if (certificate === null) return null;
    parsed.push(certificate);
  }
  const certificates: CertificateFacts[] = [];
  for (const [index, certificate] of parsed.entries()) {
    const facts = describeCertificate(certificate, parsed[index + 1]);
    if (facts === null) return null;
    certificates.push(facts);
  }
  const [own] = parsed;
  if (own === undefined) return null;
  return {
    certificates,
    issuer: issuerOf(parsed),
    // Subject names count only where there are no alternative ones; partial wildcards are not matched by browsers.
    matchesName:
      serverName === undefined
        ? null
        : own.checkHost(serverName, { subject: 'default', partialWildcards: false }) !== undefined,
  };
}

/** Follows the signatures, in whatever order the certificates were sent. */
function issuerOf(chain: readonly X509Certificate[]): ChainFacts['issuer'] {
  let [current] = chain;
  for (let step = 0; current !== undefined && step < 16; step += 1) {
    const here: X509Certificate = current;
    if (publicRoots().some((root) => root.raw.equals(here.raw) || isIssued(here, root))) return 'public';
    if (isIssued(here, here)) return 'private';
    current = chain.find((other) => other !== here && isIssued(here, other));
  }
  return 'unknown';
}

let roots: readonly X509Certificate[] | null = null;

function publicRoots(): readonly X509Certificate[] {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return roots;
}

/** Whether one certificate's signature is by the other's key. */
export function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // OpenSSL throws where a certificate holds what it does not know.
    return false;
  }
}
