import { own } from '@tenken/shared';
import type { DnsServer } from '../evidence/dns-server/schema.ts';
import type { ListeningServices, Listener } from '../evidence/listening-services/schema.ts';

/** Programs of the servers whose settings are read. */
const known: Record<string, DnsServer['installed'][number]> = {
  named: 'bind',
  unbound: 'unbound',
  'dns.exe': 'windows-dns',
};

export type AnswersNames = {
  is: 'nobody' | 'not-told' | 'other' | 'known';
  listeners: Listener[];
  /** Servers whose settings count; [] unless `known`. */
  products: DnsServer['installed'];
};

/** Who answers questions about names from the network here, by what listens and what is installed. */
export function whoAnswersNames({ installed }: DnsServer, listening: ListeningServices): AnswersNames {
  const listeners = listening.listeners.filter(
    ({ port, program }) => port === 53 || own(known, program?.toLowerCase()) !== undefined,
  );
  if (listeners.length === 0) {
    return { is: listening.truncated ? 'not-told' : 'nobody', listeners, products: [] };
  }
  const products = new Set<DnsServer['installed'][number]>();
  for (const { program } of listeners) {
    const product =
      program === null
        ? installed.length === 1
          ? installed[0]
          : undefined
        : own(known, program.toLowerCase());
    if (!product || !installed.includes(product) || product === 'dnsmasq') {
      return { is: 'other', listeners, products: [] };
    }
    products.add(product);
  }
  return { is: 'known', listeners, products: [...products] };
}
