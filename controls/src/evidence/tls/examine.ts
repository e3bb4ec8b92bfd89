import type { Host } from '@tenken/shared';
import { describeChain } from './certificates/certificate.ts';
import type { CertificateFacts } from './certificates/certificate.ts';
import { suiteId, cipherSuite } from './registry/cipher-suites.ts';
import { Conversation } from './conversation.ts';
import type { Target } from './conversation.ts';
import { readEncryptedCertificates } from './certificates/encrypted-certificates.ts';
import { enumerate } from './enumerate.ts';
import type { Enumeration } from './enumerate.ts';
import type { ProtocolFacts, TlsFacts } from './facts.ts';
import { firstContact } from './first-contact.ts';
import type { Seen } from './first-contact.ts';
import { keyPair } from './certificates/key-shares.ts';
import { parallel } from './parallel.ts';
import { protocols } from './registry/protocols.ts';
import { allSchemes, ecdsaSchemes, rsaSchemes } from './registry/signature-schemes.ts';

export type Examination = {
  seen: Seen;
  /** Null unless `seen` is `tls`. */
  tls: TlsFacts | null;
  connections: number;
};

export type ExamineOptions = {
  /** Whole endpoint, 30 s unless told. What is not answered by then is unknown. */
  timeoutMs?: number;
  /** Connections at the same time, 3 unless told. */
  parallelConnections?: number;
};

/**
 * Finds out what one TLS server accepts: the versions, every cipher suite of each, its certificates. Only a
 * ServerHello or a fatal alert counts as an answer; where neither comes the fact is null, never a guess.
 */
export async function examineEndpoint(
  host: Host,
  target: Target,
  options: ExamineOptions = {},
): Promise<Examination> {
  const conversation = new Conversation(host, target, host.now().getTime() + (options.timeoutMs ?? 30_000));
  const seen = await firstContact(conversation, target.port, host.platform);
  if (seen !== 'tls') return { seen, tls: null, connections: conversation.connections };
  const enumerations = await parallel(options.parallelConnections ?? 3, protocols.toReversed(), (protocol) =>
    protocol === 'TLSv1.3' ? enumerate13(conversation) : enumerate(conversation, protocol),
  );
  enumerations.reverse();
  const chains = distinctChains(
    enumerations.flatMap(({ flights }) => flights.map((flight) => flight.certificates)),
  );
  const clear = enumerations.flatMap(({ flights }) => flights);
  let clientCertificateRequested = clear.reduce<boolean | null>(
    (known, flight) => flight.clientCertificateRequested ?? known,
    null,
  );
  let unread: string | null = null;
  if (enumerations.some(({ protocol, offered }) => protocol === 'TLSv1.3' && offered)) {
    const encrypted = await certificates13(conversation, target);
    unread = encrypted.unread;
    clientCertificateRequested ??= encrypted.clientCertificateRequested;
    chains.push(...distinctChains(encrypted.chains));
  }
  const distinct = distinctChains(chains);
  if (distinct.length > maxChains) unread = 'output-limit';
  const described = distinct.slice(0, maxChains).map(describeChain);
  if (described.includes(null)) unread = 'unparsable';
  const facts: TlsFacts = {
    protocols: enumerations.map(protocolFacts),
    groups: [],
    signatureSchemes: [],
    features: {
      secureRenegotiation: null,
      clientRenegotiation: null,
      compression: null,
      extendedMasterSecret: null,
      encryptThenMac: null,
      sessionTickets: null,
      fallbackScsv: null,
      heartbeat: null,
      ocspStapled: null,
      alpn: null,
    },
    http: null,
    chains: described
      .filter((chain) => chain !== null)
      .toSorted(byLeaf)
      .map((certificates) => ({ certificates, issuer: 'private' as const, matchesName: null })),
    certificatesUnread: unread,
    clientCertificateRequested,
  };
  return { seen, tls: facts, connections: conversation.connections };
}

/**
 * An empty key share makes the server ask for one with HelloRetryRequest. A stack that cannot do that answers with
 * an alert: then with real ones.
 */
async function enumerate13(conversation: Conversation): Promise<Enumeration> {
  const found = await enumerate(conversation, 'TLSv1.3');
  if (found.offered || found.answer === 'alert-70') return found;
  const pairs = [0x1d, 0x17].map((group) => keyPair(group, (byteCount) => conversation.random(byteCount)));
  const again = await enumerate(conversation, 'TLSv1.3', pairs);
  return again.offered === null ? found : again;
}

/** The certificate for each kind of signature: a server may hold an RSA and an ECDSA one. */
async function certificates13(conversation: Conversation, target: Target) {
  const chains: Uint8Array[][] = [];
  let clientCertificateRequested: boolean | null = null;
  let unread: string | null = null;
  const ask = async (label: string, groups: readonly number[], signatureSchemes: readonly number[]) => {
    const reading = await readEncryptedCertificates(conversation, target, `TLSv1.3 certificate ${label}`, {
      groups,
      signatureSchemes,
    });
    if (reading.type !== 'read') return reading;
    chains.push(reading.flight.certificates);
    clientCertificateRequested = reading.flight.clientCertificateRequested;
    return reading;
  };
  let groups = [0x1d, 0x17];
  let first = await ask('any', groups, allSchemes);
  if (first.type === 'refused') {
    groups = [0x18, 0x19];
    first = await ask('any, other curves', groups, allSchemes);
  }
  if (first.type !== 'read') {
    unread = first.type === 'refused' ? `alert-${first.alert}` : first.why;
    return { chains, clientCertificateRequested, unread };
  }
  const leaf = describeChain(first.flight.certificates.slice(0, 1))?.[0];
  const isRsa = leaf?.keyType?.startsWith('rsa') ?? true;
  const other = await ask(isRsa ? 'ecdsa' : 'rsa', groups, isRsa ? ecdsaSchemes : rsaSchemes);
  // An alert says that there is no such certificate.
  if (other.type === 'unread') unread = other.why;
  return { chains, clientCertificateRequested, unread };
}

/** One for each kind of key is usual; more than these mean a server that changes them while we look. */
const maxChains = 8;

function distinctChains(chains: readonly (readonly Uint8Array[] | null)[]): Uint8Array[][] {
  const distinct = new Map<string, Uint8Array[]>();
  for (const chain of chains) {
    if (chain === null || chain.length === 0) continue;
    distinct.set(Buffer.concat([...chain]).toString('base64'), [...chain]);
  }
  return [...distinct.values()];
}

function byLeaf(a: CertificateFacts[], b: CertificateFacts[]): number {
  return (a[0]?.sha256 ?? '') < (b[0]?.sha256 ?? '') ? -1 : 1;
}

function protocolFacts(found: Enumeration): ProtocolFacts {
  // Where the client's order decides, the order of discovery is ours and says nothing.
  const codes = found.serverPreference ? found.ciphers : found.ciphers.toSorted((a, b) => a - b);
  const dhBits = found.flights.flatMap((flight) => flight.dhBits ?? []);
  return {
    protocol: found.protocol,
    offered: found.offered,
    complete: found.complete,
    answer: found.answer,
    ciphers: codes.map((code) => ({ id: suiteId(code), name: cipherSuite(code)?.name ?? suiteId(code) })),
    serverPreference: found.serverPreference,
    smallestDhBits: dhBits.length > 0 ? Math.min(...dhBits) : null,
  };
}
