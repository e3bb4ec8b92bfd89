import type { Conversation } from './conversation.ts';
import { offeredProtocols } from './encrypted-flights.ts';
import type { EncryptedFlights } from './encrypted-flights.ts';
import type { Enumeration } from './enumeration.ts';
import type { FeatureFacts } from './facts.ts';
import { cipherSuite } from './registry/cipher-suites.ts';
import { extensionTypes } from './wire/extensions.ts';

/** TLS_FALLBACK_SCSV (RFC 7507). */
const fallbackScsv = 0x5600;
const inappropriateFallback = 86;
const protocolVersion = 70;

/** What a server says of itself beside its lists: three connections where TLS 1.2 or older is spoken. */
export async function readFeatures(
  conversation: Conversation,
  enumerations: readonly Enumeration[],
  encrypted: EncryptedFlights | null,
): Promise<FeatureFacts> {
  // SSL 3.0 has no extensions.
  const old = enumerations.filter(({ protocol }) => protocol !== 'TLSv1.3' && protocol !== 'SSLv3');
  const newest = old.findLast(({ offered }) => offered);
  const hellos = old.flatMap(({ answers }) => answers.map(({ hello }) => hello));
  const blockHellos = hellos.filter(({ cipher }) => isBlockCipher(cipher));
  const answers = (all: readonly { extensions: readonly number[] }[], type: keyof typeof extensionTypes) =>
    all.length === 0 ? null : all.every(({ extensions }) => extensions.includes(extensionTypes[type]));
  // The runtime's own TLS knows nothing of the words that may come before.
  const isBare = conversation.target.startTls === undefined;
  const [asked, clientRenegotiation, fallbackScsv] = await Promise.all([
    newest === undefined ? null : askForFeatures(conversation, newest),
    newest === undefined || !isBare ? null : clientRenegotiates(conversation),
    refusesFallback(conversation, enumerations),
  ]);
  const alpn = asked?.alpn ?? (encrypted === null ? null : listOf(encrypted.applicationProtocol));
  return {
    secureRenegotiation: answers(hellos, 'renegotiationInfo'),
    clientRenegotiation,
    compression: asked?.compression ?? null,
    extendedMasterSecret: answers(hellos, 'extendedMasterSecret'),
    encryptThenMac: answers(blockHellos, 'encryptThenMac'),
    sessionTickets:
      hellos.length === 0
        ? null
        : hellos.some(({ extensions }) => extensions.includes(extensionTypes.sessionTicket)),
    fallbackScsv,
    heartbeat: asked?.heartbeat ?? null,
    ocspStapled: asked?.ocspStapled ?? encrypted?.flights[0]?.ocspStapled ?? null,
    alpn,
  };
}

function listOf(protocol: string | null): string[] {
  return protocol === null ? [] : [protocol];
}

async function askForFeatures(conversation: Conversation, { protocol, ciphers }: Enumeration) {
  const question = { protocol, ciphers, compression: true, heartbeat: true, statusRequest: true };
  let reply = await conversation.ask(`${protocol} features`, {
    ...question,
    applicationProtocols: offeredProtocols,
  });
  let alpn: string[] | null = null;
  if (reply.type === 'accepted') alpn = listOf(reply.hello.applicationProtocol);
  // Some refuse protocols that they do not speak, some stumble over one of the extensions.
  else reply = await conversation.ask(`${protocol} features, no ALPN`, question);
  if (reply.type !== 'accepted') return null;
  const { hello, flight } = reply;
  return {
    alpn,
    compression: hello.compression !== 0,
    heartbeat: hello.extensions.includes(extensionTypes.heartbeat),
    ocspStapled: flight.ocspStapled,
  };
}

/** @returns null when only one version is spoken: then there is nothing to fall back to */
async function refusesFallback(
  conversation: Conversation,
  enumerations: readonly Enumeration[],
): Promise<boolean | null> {
  const spoken = enumerations.filter(({ offered, protocol }) => offered && protocol !== 'SSLv3');
  const lower = spoken.at(-2);
  if (lower === undefined) return null;
  const { protocol, ciphers } = lower;
  const reply = await conversation.ask(`${protocol} fallback`, {
    protocol,
    ciphers: [...ciphers, fallbackScsv],
  });
  if (reply.type === 'accepted') return false;
  if (reply.type !== 'alert') return null;
  return reply.alert === inappropriateFallback || reply.alert === protocolVersion ? true : null;
}

/** Needs a whole handshake, made by the runtime's own TLS; where the two have none in common nothing is said. */
async function clientRenegotiates(conversation: Conversation): Promise<boolean | null> {
  const given = await conversation.sendSecured('renegotiation', new Uint8Array(), {
    renegotiate: true,
  });
  if (given.type === 'none') return null;
  if (given.ended === 'enough') return true;
  // One that cuts the connection may do so for other reasons.
  return given.ended === 'closed' ? false : null;
}

function isBlockCipher(code: number): boolean {
  const suite = cipherSuite(code);
  return suite !== undefined && suite.mac !== 'AEAD' && !/^(?:RC4|NULL|CHACHA)/.test(suite.cipher);
}
