import { isProbeError, ProbeError } from '@tenken/shared';
import { ByteReader, concat } from '../wire/bytes.ts';
import { clientHelloMessage, clientHelloRecord } from '../wire/client-hello.ts';
import type { Conversation, Target } from '../conversation.ts';
import { aeads, openRecord, serverHandshakeKeys } from './key-schedule.ts';
import { keyPair } from './key-shares.ts';
import type { KeyPair } from './key-shares.ts';
import { recordTypes, splitMessages, splitRecords } from '../wire/records.ts';
import { silenceOf } from '../silence.ts';
import { extensionTypes } from '../wire/extensions.ts';
import { applicationProtocol, parseServerHello } from '../wire/server-hello.ts';

/** What a server of TLS 1.3 says before the client's turn. */
export type EncryptedFlight = {
  /** DER, the server's own first. */
  certificates: Uint8Array[];
  clientCertificateRequested: boolean;
  /** What it signed the handshake with. */
  signatureScheme: number;
  ocspStapled: boolean;
  /** From the list that was offered. */
  applicationProtocol: string | null;
};

export type EncryptedReading =
  | { type: 'read'; flight: EncryptedFlight }
  /** The server refused the groups, suites or signatures offered here. */
  | { type: 'refused'; alert: number }
  | { type: 'unread'; why: string };

/**
 * The certificate of TLS 1.3 travels encrypted: agrees on a key, opens the server's first messages and hangs up.
 *
 * @param groups two at most, so that the hello stays in one packet; X25519 and the NIST curves
 */
export async function readEncryptedCertificates(
  conversation: Conversation,
  target: Target,
  label: string,
  choice: {
    groups: readonly number[];
    signatureSchemes: readonly number[];
    applicationProtocols?: readonly string[];
  },
): Promise<EncryptedReading> {
  const pairs = choice.groups.map((group) => keyPair(group, (byteCount) => conversation.random(byteCount)));
  const message = clientHelloMessage({
    protocol: 'TLSv1.3',
    ciphers: Object.keys(aeads).map(Number),
    random: conversation.random(32),
    serverName: target.serverName,
    groups: choice.groups,
    signatureSchemes: choice.signatureSchemes,
    keyShares: pairs,
    statusRequest: true,
    ...(choice.applicationProtocols && { applicationProtocols: choice.applicationProtocols }),
  });
  const read = (bytes: Uint8Array) => readFlight(bytes, message, pairs);
  const reading = await conversation.persistently(label, async (name) => {
    const given = await conversation.send(
      name,
      clientHelloRecord('TLSv1.3', message),
      (bytes) => read(bytes).type !== 'more',
    );
    if (given.type === 'none') return given;
    const flight = read(given.received);
    if (flight.type !== 'more') return flight;
    return { type: 'none', why: silenceOf[given.ended], received: given.received };
  });
  return reading.type === 'none' ? { type: 'unread', why: reading.why } : reading;
}

/** Never throws; `more` = not all there yet. */
export function readFlight(
  received: Uint8Array,
  clientHello: Uint8Array,
  pairs: readonly KeyPair[],
): EncryptedReading | { type: 'more' } {
  try {
    return openFlight(received, clientHello, pairs);
  } catch (error) {
    if (isProbeError(error)) return { type: 'unread', why: 'unparsable' };
    throw error;
  }
}

function openFlight(received: Uint8Array, clientHello: Uint8Array, pairs: readonly KeyPair[]) {
  const records = splitRecords(received);
  const clear: Uint8Array[] = [];
  for (const { type, body } of records) {
    if (type === recordTypes.alert && body[0] === 2) return { type: 'refused' as const, alert: body[1] ?? 0 };
    if (type === recordTypes.handshake) clear.push(body);
  }
  const [first] = splitMessages(concat(...clear));
  if (!first) return { type: 'more' as const };
  if (first.type !== 2) throw new ProbeError('unparsable', `message ${first.type} before ServerHello`);
  const hello = parseServerHello(first.body);
  const aead = aeads[hello.cipher];
  const pair = pairs.find(({ group }) => group === hello.group);
  if (hello.version !== 0x0304 || !aead || !pair || hello.retryRequest || !hello.keyShare) {
    throw new ProbeError('unparsable', 'a ServerHello that does not answer what was offered');
  }
  const secret = agreed(pair, hello.keyShare);
  const keys = serverHandshakeKeys(aead, secret, concat(clientHello, first.raw));
  const encrypted = records.filter(({ type }) => type === recordTypes.applicationData);
  const messages: Uint8Array[] = [];
  for (const [sequence, record] of encrypted.entries()) {
    const { type, body } = openRecord(keys, record, sequence);
    if (type === recordTypes.alert) return { type: 'refused' as const, alert: body[1] ?? 0 };
    if (type !== recordTypes.handshake) break;
    messages.push(body);
  }
  const flight: Partial<EncryptedFlight> & Pick<EncryptedFlight, 'applicationProtocol'> = {
    clientCertificateRequested: false,
    applicationProtocol: null,
  };
  for (const { type, body } of splitMessages(concat(...messages))) {
    if (type === messageTypes.encryptedExtensions) flight.applicationProtocol = chosenProtocol(body);
    if (type === messageTypes.certificateRequest) flight.clientCertificateRequested = true;
    if (type === messageTypes.certificate) Object.assign(flight, parseCertificates(body));
    if (type !== messageTypes.certificateVerify) continue;
    if (!flight.certificates) throw new ProbeError('unparsable', 'a signature without a certificate');
    const signatureScheme = new ByteReader(body).uint(2);
    return { type: 'read' as const, flight: { ...flight, signatureScheme } as EncryptedFlight };
  }
  return { type: 'more' as const };
}

const messageTypes = {
  encryptedExtensions: 8,
  certificate: 11,
  certificateRequest: 13,
  certificateVerify: 15,
} as const;

function agreed(pair: KeyPair, serverKey: Uint8Array): Uint8Array {
  try {
    return pair.agree(serverKey);
  } catch (error) {
    throw new ProbeError('unparsable', 'a public key that is not on the curve', { cause: error });
  }
}

const maxCertificates = 16;

/** Each with its own extensions, unlike before TLS 1.3; a stapled OCSP answer is one of them. */
function parseCertificates(body: Uint8Array): Pick<EncryptedFlight, 'certificates' | 'ocspStapled'> {
  const reader = new ByteReader(body);
  reader.vector(1);
  const list = new ByteReader(reader.vector(3));
  const certificates: Uint8Array[] = [];
  let ocspStapled = false;
  while (list.left > 0) {
    const der = list.vector(3);
    const extensions = extensionsOf(list.vector(2));
    if (certificates.length === 0) ocspStapled = extensions.has(extensionTypes.statusRequest);
    if (certificates.length >= maxCertificates) throw new ProbeError('output-limit', 'too many certificates');
    certificates.push(der);
  }
  return { certificates, ocspStapled };
}

function chosenProtocol(body: Uint8Array): string | null {
  const value = extensionsOf(new ByteReader(body).vector(2)).get(extensionTypes.applicationProtocol);
  return value === undefined ? null : applicationProtocol(new ByteReader(value));
}

function extensionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const reader = new ByteReader(bytes);
  const extensions = new Map<number, Uint8Array>();
  while (reader.left > 0) extensions.set(reader.uint(2), reader.vector(2));
  return extensions;
}
