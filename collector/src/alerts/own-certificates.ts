import { X509Certificate } from 'node:crypto';
import { text } from '@tenken/shared';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import type { OwnCertificate } from './endings.ts';

/** What the collector itself shows to browsers and agents, and what has issued it. */
export function ownCertificates(server: string, authority: CertificateAuthority): OwnCertificate[] {
  const endOf = (pem: string) => Date.parse(new X509Certificate(pem).validTo);
  return [
    {
      id: 'collector-server',
      title: text('コレクターのサーバー証明書', "the collector's server certificate"),
      notAfterAt: endOf(server),
    },
    {
      id: 'collector-authority',
      title: text('コレクターの認証局証明書', "the collector's authority"),
      notAfterAt: endOf(authority.certificate),
    },
  ];
}
