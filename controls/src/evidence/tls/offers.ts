import { cipherSuite, cipherSuites } from './registry/cipher-suites.ts';
import type { CipherSuite } from './registry/cipher-suites.ts';
import type { Protocol } from './registry/protocols.ts';

/** Old Cisco load balancers reset a connection whose hello lists more than 128 suites. */
export const maxOffered = 124;
/** For stacks that stumble over hellos of more than 255 bytes. */
export const fewOffered = 30;

/** The suites to offer with one protocol: those that real servers have come first. */
export function offer(protocol: Protocol): number[] {
  const fitting = cipherSuites.filter((suite) => fits(suite, protocol));
  return chaChaLast(fitting.toSorted((a, b) => rank(a) - rank(b)).map(({ code }) => code));
}

/**
 * The same in hellos of at most so many, for servers that have not shown yet that they read longer ones: the first
 * meets nearly everything that real servers have, and the others only have to be refused.
 */
export function shortOffers(protocol: Protocol, most: number): number[][] {
  const all = offer(protocol);
  const count = Math.ceil(all.length / most);
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** OpenSSL's PrioritizeChaCha gives ChaCha20 to a client that puts it first, although the server's order decides. */
export function chaChaLast(codes: readonly number[]): number[] {
  return [...codes.filter((code) => !isChaCha(code)), ...codes.filter(isChaCha)];
}

export function isChaCha(code: number): boolean {
  return cipherSuite(code)?.cipher.startsWith('CHACHA20') ?? false;
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
