import type { Host } from '@tenken/shared';
import { describeChain } from './certificates/chain.ts';
import type { ChainFacts } from './certificates/chain.ts';
import { keyPair } from './certificates/key-shares.ts';
import { Conversation } from './conversation.ts';
import type { ConversationOptions, Target } from './conversation.ts';
import { readEncryptedFlights } from './encrypted-flights.ts';
import { enumerate } from './enumerate.ts';
import type { Enumeration } from './enumeration.ts';
import type { ListFacts, ProtocolFacts, TlsFacts } from './facts.ts';
import { readFeatures } from './features.ts';
import { firstContact } from './first-contact.ts';
import type { Seen } from './first-contact.ts';
import { enumerateGroups, enumerateSchemes } from './groups-and-schemes.ts';
import type { Elimination } from './groups-and-schemes.ts';
import { readHttp } from './http.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { codeId } from './registry/code-id.ts';
import { groupName } from './registry/groups.ts';
import { protocols } from './registry/protocols.ts';
import { schemeName } from './registry/signature-schemes.ts';
import { readSsl2 } from './ssl2.ts';
import type { StartTlsProtocol } from './starttls/index.ts';
import type { Refused } from './starttls/progress.ts';

export type Examination = {
  seen: Seen;
  /** Null unless `seen` is `tls`. */
  tls: TlsFacts | null;
  /** What was spoken before TLS; null = nothing was tried. */
  startTls: {
    protocol: StartTlsProtocol;
    /** False = the server's own word that it has no TLS here; null = it did not say. */
    offered: boolean | null;
    /** The server's words, when it did not begin TLS: printable, 120 characters at most. */
    what: string | null;
  } | null;
  connections: number;
};

export type ExamineOptions = {
  /** Whole endpoint, 30 s unless told. What is not answered by then is unknown. */
  timeoutMs?: number;
  /** Connections at the same time, 3 unless told. */
  parallelConnections?: number;
} & Pick<ConversationOptions, 'rest'>;

/**
 * Finds out what one TLS server accepts: the versions, every cipher suite of each, groups, signatures, certificates,
 * features. Only a ServerHello or a fatal alert counts as an answer; where neither comes the fact is null, never a
 * guess.
 */
export async function examineEndpoint(
  host: Host,
  target: Target,
  { timeoutMs = 30_000, parallelConnections = 3, ...others }: ExamineOptions = {},
): Promise<Examination> {
  const deadlineAt = host.now().getTime() + timeoutMs;
  const conversation = new Conversation(host, target, {
    ...others,
    deadlineAt,
    parallel: parallelConnections,
  });
  const seen = await firstContact(conversation, host.platform);
  const tls = seen === 'tls' ? await readTls(conversation) : null;
  const startTls = startTlsOf(target, tls, conversation.refusedStartTls);
  return { seen, tls, startTls, connections: conversation.connections };
}

function startTlsOf(
  { startTls }: Target,
  tls: TlsFacts | null,
  refused: Refused | null,
): Examination['startTls'] {
  if (startTls === undefined) return null;
  const offered = tls === null ? (refused?.why === 'not-offered' ? false : null) : true;
  return { protocol: startTls, offered, what: tls === null ? (refused?.what ?? null) : null };
}

async function readTls(conversation: Conversation): Promise<TlsFacts> {
  const [ssl2, tls13, ...olds] = await Promise.all([
    readSsl2(conversation),
    readNewest(conversation),
    ...olderProtocols.map((protocol) => readOld(conversation, protocol)),
  ]);
  const enumerations = [...olds.map(({ found }) => found), tls13.found];
  const { encrypted } = tls13;
  const old = olds.findLast(({ found }) => found.offered);
  const groups = [old && (await (old.groups ?? enumerateGroups(conversation, old.found))), tls13.groups];
  const features = await readFeatures(conversation, enumerations, encrypted);
  const isWell = await conversation.isStillWell();
  const holds = (found: { restsOnHangUps: boolean }) =>
    isWell && !(found.restsOnHangUps && conversation.isFlaky);
  const clear = enumerations.flatMap(({ answers }) => answers.map(({ flight }) => flight));
  const flights = encrypted?.flights ?? [];
  const distinct = distinctChains([...clear, ...flights].map(({ certificates }) => certificates));
  const described = distinct
    .slice(0, maxChains)
    .map((chain) => describeChain(chain, conversation.target.serverName));
  return {
    protocols: [
      kept(ssl2, holds({ restsOnHangUps: ssl2.answer === 'hangs-up' })),
      ...enumerations.map((found) => kept(protocolFacts(found), holds(found))),
    ],
    groups: groups.flatMap((list) => (list ? listFacts(list, groupName, holds(list)) : [])),
    signatureSchemes: [old?.schemes, encrypted?.schemes].flatMap((list) =>
      list ? listFacts(list, schemeName, holds(list)) : [],
    ),
    features,
    http: conversation.target.startTls === undefined ? await readHttp(conversation, features.alpn) : null,
    chains: described.filter((chain) => chain !== null).toSorted(byLeaf),
    certificatesUnread: described.includes(null)
      ? 'unparsable'
      : distinct.length > maxChains
        ? 'output-limit'
        : (encrypted?.unread ?? null),
    clientCertificateRequested: [...clear, ...flights].reduce<boolean | null>(
      (known, flight) => flight.clientCertificateRequested ?? known,
      null,
    ),
  };
}

const olderProtocols = protocols.filter((protocol) => protocol !== 'TLSv1.3');

/** TLS 1.2 with its groups and signatures; of what is older its groups are asked for only where TLS 1.2 is not spoken. */
async function readOld(conversation: Conversation, protocol: (typeof olderProtocols)[number]) {
  const { readsLongHellos } = conversation;
  const found = await enumerate(conversation, protocol, { readsLongHellos });
  if (protocol !== 'TLSv1.2' || !found.offered) return { found, groups: null, schemes: null };
  const lists = [enumerateGroups(conversation, found), enumerateSchemes(conversation, found)] as const;
  const [groups, schemes] = await Promise.all(lists);
  return { found, groups, schemes };
}

async function readNewest(conversation: Conversation) {
  const found = await enumerate13(conversation);
  if (!found.offered) return { found, groups: null, encrypted: null };
  const lists = [enumerateGroups(conversation, found), readEncryptedFlights(conversation)] as const;
  const [groups, encrypted] = await Promise.all(lists);
  return { found, groups, encrypted };
}

/**
 * An empty key share makes the server ask for one with HelloRetryRequest. A stack that cannot do that answers with
 * an alert: then with real ones.
 */
async function enumerate13(conversation: Conversation): Promise<Enumeration> {
  const { readsLongHellos } = conversation;
  const found = await enumerate(conversation, 'TLSv1.3', { readsLongHellos });
  if (found.offered || found.answer === 'alert-70') return found;
  const keyShares = [0x1d, 0x17].map((group) =>
    keyPair(group, (byteCount) => conversation.random(byteCount)),
  );
  const again = await enumerate(conversation, 'TLSv1.3', { keyShares, readsLongHellos });
  return again.offered === null && found.offered === null ? found : again;
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

function byLeaf(a: ChainFacts, b: ChainFacts): number {
  return (a.certificates[0]?.sha256 ?? '') < (b.certificates[0]?.sha256 ?? '') ? -1 : 1;
}

/** What a server took it takes; that it refused the rest holds only as long as it was well. */
function kept(facts: ProtocolFacts, holds: boolean): ProtocolFacts {
  // That a version is not spoken at all is said by one alert for it alone.
  if (holds || facts.answer === 'alert-70') return facts;
  const answer = facts.complete ? 'dropped' : facts.answer;
  return { ...facts, offered: facts.offered || null, complete: false, answer };
}

function protocolFacts(found: Enumeration): ProtocolFacts {
  const dhBits = found.answers.flatMap(({ flight }) => flight.dhBits ?? []);
  return {
    protocol: found.protocol,
    offered: found.offered,
    complete: found.complete,
    answer: found.answer,
    ciphers: inOrder(found.ciphers, found.serverPreference).map((code) => ({
      id: codeId(code),
      name: cipherSuite(code)?.name ?? codeId(code),
    })),
    serverPreference: found.serverPreference,
    smallestDhBits: dhBits.length > 0 ? Math.min(...dhBits) : null,
  };
}

function listFacts(list: Elimination, nameOf: (code: number) => string, holds: boolean): ListFacts {
  const { protocol, complete, accepted, serverPreference } = list;
  return {
    protocol,
    complete: complete && holds,
    accepted: inOrder(accepted, serverPreference).map((code) => ({ id: codeId(code), name: nameOf(code) })),
    serverPreference,
  };
}

/** Where the client's order decides, the order of discovery is ours and says nothing. */
function inOrder(codes: readonly number[], serverPreference: boolean | null): readonly number[] {
  return serverPreference ? codes : codes.toSorted((a, b) => a - b);
}
