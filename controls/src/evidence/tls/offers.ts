import { cipherSuites } from './registry/cipher-suites.ts';
import type { CipherSuite } from './registry/cipher-suites.ts';
import type { Protocol } from './registry/protocols.ts';

/** Old Cisco load balancers reset a connection whose hello lists more than 128 suites. */
const maxOffered = 124;

/**
 * The suites to offer with one protocol, in hellos of at most 124: those that real servers have come first, so
 * that the first hello meets nearly everything and the others only have to be refused.
 */
export function offers(protocol: Protocol): number[][] {
  const sorted = cipherSuites.filter((suite) => fits(suite, protocol)).toSorted((a, b) => rank(a) - rank(b));
  const count = Math.ceil(sorted.length / maxOffered);
  const size = Math.ceil(sorted.length / count);
  return Array.from({ length: count }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size).map((suite) => suite.code),
  );
}

function fits(suite: CipherSuite, protocol: Protocol): boolean {
  if (protocol === 'TLSv1.3') return suite.since === 'TLSv1.3';
  if (protocol === 'TLSv1.2') return suite.since !== 'TLSv1.3';
  return suite.since === 'SSLv3';
}

function rank(suite: CipherSuite): number {
  const usual = ['ECDHE', 'DHE', 'RSA', 'any'].includes(suite.keyExchange) && suite.authentication !== 'DSS';
  const preferred = suite.mac === 'AEAD' ? 0 : 1;
  const families = ['AES', 'CHACHA20', '3DES', 'RC4', 'NULL', 'DES', 'CAMELLIA', 'ARIA'];
  const family = families.findIndex((name) => suite.cipher.startsWith(name));
  return (usual ? 0 : 1000) + preferred * 100 + (family === -1 ? 50 : family);
}
