import { X509Certificate } from 'node:crypto';
import { text } from '@tenken/shared';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import type { KeptCertificates } from '../tls/kept-certificates.ts';
import type { OwnCertificate } from './endings.ts';

/** What the collector itself shows to browsers and agents now, and what has issued it. */
export function ownCertificates(
  { people, agents }: Pick<KeptCertificates, 'people' | 'agents'>,
  authority: CertificateAuthority,
): OwnCertificate[] {
  return [
    {
      id: 'collector-server',
      title: text('コレクターのサーバー証明書', "the collector's server certificate"),
      notAfterAt: people.notAfterAt,
    },
    ...(people === agents
      ? []
      : [
          {
            id: 'collector-agents',
            title: text('エージェント用のサーバー証明書', "the collector's certificate for agents"),
            notAfterAt: agents.notAfterAt,
          },
        ]),
    {
      id: 'collector-authority',
      title: text('コレクターの認証局証明書', "the collector's authority"),
      notAfterAt: Date.parse(new X509Certificate(authority.certificate).validTo),
    },
  ];
}
