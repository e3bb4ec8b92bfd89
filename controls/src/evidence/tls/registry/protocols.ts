/** Protocol versions that share one form of hello, oldest first, as they are named in reports. */
export const protocols = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

export type Protocol = (typeof protocols)[number];

/** SSL 2.0 has a wire format of its own. */
export const allProtocols = ['SSLv2', ...protocols] as const;

const wireVersions: Record<Protocol, number> = {
  SSLv3: 0x0300,
  'TLSv1.0': 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

export function wireVersion(protocol: Protocol): number {
  return wireVersions[protocol];
}
