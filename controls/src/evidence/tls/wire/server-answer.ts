import { isProbeError, ProbeError } from '@tenken/shared';
import { ByteReader, concat } from './bytes.ts';
import { cipherSuite } from '../registry/cipher-suites.ts';
import { wireVersion } from '../registry/protocols.ts';
import { recordTypes, splitMessages, splitRecords } from './records.ts';
import { parseServerHello } from './server-hello.ts';
import type { ServerHello } from './server-hello.ts';

/** What a server's bytes say so far. Everything but `more` is final. */
export type ServerAnswer =
  | { type: 'more'; hello: ServerHello | null }
  | { type: 'alert'; alert: number; hello: ServerHello | null }
  | { type: 'accepted'; hello: ServerHello; flight: ServerFlight }
  | { type: 'not-tls'; what: string };

/** What comes in clear between ServerHello and ServerHelloDone; nothing of it in TLS 1.3. */
export type ServerFlight = {
  /** DER, the server's own certificate first; null = the suite needs none, or it is encrypted. */
  certificates: Uint8Array[] | null;
  /** Length of the Diffie-Hellman prime. */
  dhBits: number | null;
  /** Group of an elliptic-curve key exchange. */
  group: number | null;
  clientCertificateRequested: boolean | null;
  /** What the key exchange is signed with; null before TLS 1.2 and where nothing is signed. */
  signatureScheme: number | null;
  /** A stapled OCSP answer came with the certificate. */
  ocspStapled: boolean;
};

const messageTypes = {
  helloRequest: 0,
  serverHello: 2,
  certificate: 11,
  keyExchange: 12,
  certificateRequest: 13,
  helloDone: 14,
  certificateStatus: 22,
};

/**
 * Reads what came so far. A suite counts as accepted only with ServerHelloDone (TLS 1.3: ServerHello): some
 * servers send a ServerHello and then the alert that refuses it.
 */
export function readServerAnswer(received: Uint8Array): ServerAnswer {
  try {
    return readAnswer(received);
  } catch (error) {
    if (isProbeError(error)) return { type: 'not-tls', what: error.message };
    throw error;
  }
}

function readAnswer(received: Uint8Array): ServerAnswer {
  const fragments: Uint8Array[] = [];
  let alert: number | null = null;
  for (const { type, body } of splitRecords(received)) {
    if (type === recordTypes.handshake) fragments.push(body);
    else if (type === recordTypes.alert) alert = fatalAlert(body);
    else break;
    if (alert !== null) break;
  }
  let hello: ServerHello | null = null;
  const flight: ServerFlight = {
    certificates: null,
    dhBits: null,
    group: null,
    clientCertificateRequested: null,
    signatureScheme: null,
    ocspStapled: false,
  };
  for (const { type, body } of splitMessages(concat(...fragments))) {
    if (type === messageTypes.helloRequest) continue;
    if (hello === null) {
      if (type !== messageTypes.serverHello) {
        throw new ProbeError('unparsable', `message ${type} before ServerHello`);
      }
      hello = parseServerHello(body);
      if (hello.version >= wireVersion('TLSv1.3')) return { type: 'accepted', hello, flight };
    }
    if (type === messageTypes.certificate) flight.certificates = parseCertificates(body);
    if (type === messageTypes.keyExchange) Object.assign(flight, parseKeyExchange(body, hello));
    if (type === messageTypes.certificateStatus) flight.ocspStapled = true;
    if (type === messageTypes.certificateRequest) flight.clientCertificateRequested = true;
    if (type === messageTypes.helloDone) {
      flight.clientCertificateRequested ??= false;
      return { type: 'accepted', hello, flight };
    }
  }
  return alert === null ? { type: 'more', hello } : { type: 'alert', alert, hello };
}

/** Warnings (level 1), such as `unrecognized_name`, are no answer: the handshake goes on. */
function fatalAlert(body: Uint8Array): number | null {
  const reader = new ByteReader(body);
  const level = reader.uint(1);
  const description = reader.uint(1);
  if (level !== 1 && level !== 2) throw new ProbeError('unparsable', `an alert of level ${level}`);
  return level === 2 ? description : null;
}

const maxCertificates = 16;

function parseCertificates(body: Uint8Array): Uint8Array[] {
  const list = new ByteReader(new ByteReader(body).vector(3));
  const certificates: Uint8Array[] = [];
  while (list.left > 0) {
    const der = list.vector(3);
    if (certificates.length >= maxCertificates) throw new ProbeError('output-limit', 'too many certificates');
    certificates.push(der);
  }
  return certificates;
}

function parseKeyExchange(
  body: Uint8Array,
  hello: ServerHello,
): Pick<ServerFlight, 'dhBits' | 'group' | 'signatureScheme'> {
  const suite = cipherSuite(hello.cipher);
  const keyExchange = suite?.keyExchange;
  const reader = new ByteReader(body);
  const facts = { dhBits: null as number | null, group: null as number | null, signatureScheme: null };
  if (keyExchange === 'DHE-PSK' || keyExchange === 'ECDHE-PSK') reader.vector(2);
  if (keyExchange === 'DHE' || keyExchange === 'DHE-PSK') {
    facts.dhBits = bitLength(reader.vector(2));
    reader.vector(2);
    reader.vector(2);
  } else if (keyExchange === 'ECDHE' || keyExchange === 'ECDHE-PSK') {
    // Curve type 3 names a curve; 1 and 2 spell one out, which RFC 8422 took away.
    if (reader.uint(1) !== 3) return facts;
    facts.group = reader.uint(2);
    reader.vector(1);
  } else {
    return facts;
  }
  const isSigned = hello.version === wireVersion('TLSv1.2') && isAuthenticated(suite?.authentication);
  return { ...facts, signatureScheme: isSigned && reader.left > 2 ? reader.uint(2) : null };
}

function isAuthenticated(authentication: string | undefined): boolean {
  return authentication !== undefined && authentication !== 'anon' && authentication !== 'PSK';
}

function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}
