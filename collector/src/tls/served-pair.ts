import { X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';

/** What a port answers with. */
export type ServedPair = { key: string; cert: string; notAfterAt: number };

/** One from the collector's own authority. @param names further ones than those of this machine */
export async function ownPair(
  authority: CertificateAuthority,
  names: readonly string[],
): Promise<ServedPair> {
  const { key, certificate } = await authority.serverCertificate(names);
  return {
    key,
    cert: `${certificate}${authority.intermediates}`,
    notAfterAt: new X509Certificate(certificate).validToDate.getTime(),
  };
}
