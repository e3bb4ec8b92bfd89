import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { filePath, invalid, readSecret } from '../configuration/secret-file.ts';
import type { ServedPair } from './served-pair.ts';

/** PEM files of what an organisation's own authority gave for the page: a chain, the collector's own first, and its key. */
export type CertificateFiles = { certificate: string; key: string };

/** @throws {TenkenError} `configuration-invalid` with what does not fit */
export function readGivenCertificate(files: CertificateFiles, now: Date): ServedPair {
  const path = filePath(files.certificate);
  const cert = read(path);
  const key = readSecret('--tls-key', files.key);
  const [first = ''] = cert.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/) ?? [];
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(first);
  } catch (cause) {
    throw invalid(`--tls-cert: ${path} holds no certificate in PEM`, cause);
  }
  if (leaf.ca) {
    throw invalid(
      `--tls-cert: ${path} begins with a certificate of an authority. The collector's own comes first`,
    );
  }
  if (now > leaf.validToDate) throw invalid(`--tls-cert: ${path} ended at ${leaf.validToDate.toISOString()}`);
  if (!isKeyOf(leaf, key)) throw invalid(`--tls-key: ${files.key} is not the key of ${path}`);
  try {
    createSecureContext({ key, cert });
  } catch (cause) {
    throw invalid(`--tls-cert: ${path} cannot be served: ${(cause as Error).message}`, cause);
  }
  return { key, cert, notAfterAt: leaf.validToDate.getTime() };
}

/** Changes whenever one of the files was written anew; null while one of them is not there. */
export function stateOfFiles({ certificate, key }: CertificateFiles): string | null {
  try {
    return [certificate, key]
      .map((named) => statSync(filePath(named)))
      .map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`)
      .join(', ');
  } catch {
    return null;
  }
}

function isKeyOf(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(`--tls-cert: ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
}
