import { own } from '@tenken/shared';
import type { CertificateFacts } from '../../evidence/tls/certificates/certificate.ts';
import type { FeatureFacts, Named, ProtocolFacts, TlsFacts } from '../../evidence/tls/facts.ts';
import { cipherSuite } from '../../evidence/tls/registry/cipher-suites.ts';
import { allProtocols } from '../../evidence/tls/registry/protocols.ts';

type ProtocolName = ProtocolFacts['protocol'];

/** What differs from a server that every profile of today likes. */
export type Sample = {
  /** Codes in the server's order, by version; what is not named is refused. */
  suites: Partial<Record<ProtocolName, readonly string[]>>;
  /** Versions with other facts than these suites give. */
  protocols?: Partial<Record<ProtocolName, Partial<ProtocolFacts>>>;
  /** Codes in the order of preference. */
  groups?: readonly string[];
  dhBits?: number | null;
  features?: Partial<FeatureFacts>;
  leaf?: Partial<CertificateFacts>;
  /** Members of the facts themselves. */
  also?: Partial<TlsFacts>;
};

const groupNames: Record<string, string> = {
  '0x0015': 'secp224r1',
  '0x0016': 'secp256k1',
  '0x0017': 'secp256r1',
  '0x0018': 'secp384r1',
  '0x001D': 'x25519',
  '0x0100': 'ffdhe2048',
  '0x11EC': 'X25519MLKEM768',
};

const named = (id: string): Named => ({
  id,
  name: cipherSuite(Number(id))?.name ?? own(groupNames, id) ?? id,
});

const certificate: CertificateFacts = {
  sha256: '00'.repeat(32),
  subject: 'CN=www.example.jp',
  issuer: 'CN=Example CA',
  serial: '01',
  names: ['DNS:www.example.jp'],
  notBefore: '2026-10-01T00:00:00.000Z',
  notAfter: '2026-12-30T00:00:00.000Z',
  keyType: 'ec',
  keyBits: 256,
  signatureHash: 'sha256',
  signatureOid: '1.2.840.10045.4.3.2',
  selfSigned: false,
  issuedByNext: null,
  namesOcspServer: false,
};

/** Facts of a made-up server, for tests. */
export function sampleFacts({ suites, protocols, groups, dhBits, features, leaf, also }: Sample): TlsFacts {
  // Without a suite of curves nobody can ask which ones a server takes.
  const usesCurves = (codes: readonly string[]) =>
    codes.some((code) => cipherSuite(Number(code))?.keyExchange.startsWith('ECDH'));

  const usesDh = (codes: readonly string[]) =>
    codes.some((id) => cipherSuite(Number(id))?.keyExchange.startsWith('DHE') ?? false);
  const all = allProtocols.map((protocol): ProtocolFacts => {
    const codes = suites[protocol] ?? [];
    return {
      protocol,
      offered: codes.length > 0,
      complete: true,
      answer: codes.length > 0 ? 'accepted' : 'alert-70',
      ciphers: codes.map(named),
      serverPreference: codes.length > 1 ? true : null,
      smallestDhBits: protocol !== 'TLSv1.3' && usesDh(codes) ? (dhBits === undefined ? 2048 : dhBits) : null,
      ...protocols?.[protocol],
    };
  });
  const accepted = (groups ?? ['0x001D', '0x0017', '0x0018']).map(named);
  const list = (protocol: 'TLSv1.2' | 'TLSv1.3', codes: readonly Named[]) => ({
    protocol,
    complete: true,
    accepted: [...codes],
    serverPreference: true,
  });
  const isOn = (protocol: ProtocolName) => (suites[protocol] ?? []).length > 0;
  return {
    protocols: all,
    groups: [
      ...(allProtocols.some((protocol) => protocol !== 'TLSv1.3' && usesCurves(suites[protocol] ?? []))
        ? [
            list(
              'TLSv1.2',
              accepted.filter(({ id }) => !/^0x01|^0x11/.test(id)),
            ),
          ]
        : []),
      ...(isOn('TLSv1.3') ? [list('TLSv1.3', accepted)] : []),
    ],
    signatureSchemes: [],
    features: {
      secureRenegotiation: true,
      clientRenegotiation: false,
      compression: false,
      extendedMasterSecret: true,
      encryptThenMac: true,
      sessionTickets: false,
      fallbackScsv: true,
      heartbeat: false,
      ocspStapled: true,
      alpn: ['h2'],
      ...features,
    },
    http: {
      status: 200,
      strictTransportSecurity: { maxAgeSeconds: 63_072_000, includeSubDomains: true, preload: false },
    },
    chains: [{ certificates: [{ ...certificate, ...leaf }], issuer: 'public', matchesName: true }],
    certificatesUnread: null,
    clientCertificateRequested: false,
    ...also,
  };
}
