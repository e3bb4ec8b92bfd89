import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

/** What a server's certificate may come from: this authority alone, or what the system trusts. */
export function trusted(authority: string | null): string[] {
  return authority === null
    ? [...getCACertificates('default'), ...getCACertificates('system')]
    : pemCertificates(authority);
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function pemCertificates(text: string): string[] {
  return text.match(certificate) ?? [];
}

/** Whether it is one certificate or several, as PEM. */
export function isAuthority(text: string): boolean {
  const found = pemCertificates(text);
  try {
    return found.length > 0 && found.every((pem) => new X509Certificate(pem).subject !== '');
  } catch {
    return false;
  }
}
