import { isProbeError, ProbeError } from '@tenken/shared';
import { ByteReader, concat, uint16, uint24, uint8 } from './bytes.ts';

/** What an SSL 2.0 CLIENT-HELLO brought so far. Everything but `more` is final. */
export type Ssl2Answer =
  | { type: 'more' }
  | { type: 'server-hello'; hello: Ssl2ServerHello }
  /** An ERROR message of SSL 2.0: 1 = it takes none of the ciphers. The protocol itself is there. */
  | { type: 'error'; error: number }
  /** A fatal alert of SSL 3.0 or TLS: no SSL 2.0. */
  | { type: 'alert'; alert: number }
  | { type: 'not-ssl2'; what: string };

export type Ssl2ServerHello = {
  /**
   * What the server takes, each code once, in its order: of what was offered or of all it has, servers differ. Empty
   * in servers that have SSL 2.0 and no cipher for it.
   */
  ciphers: number[];
  /** DER; null = it sent none. */
  certificate: Uint8Array | null;
  connectionId: Uint8Array;
};

const version2 = 0x0002;
const messageTypes = { error: 0, clientHello: 1, serverHello: 4 };
const x509 = 1;

/**
 * A CLIENT-HELLO in one record.
 *
 * @param challenge 16 to 32 bytes
 */
export function ssl2ClientHello(ciphers: readonly number[], challenge: Uint8Array): Uint8Array {
  const specs = concat(...ciphers.map(uint24));
  const body = concat(
    uint8(messageTypes.clientHello),
    uint16(version2),
    uint16(specs.length),
    // No session to resume.
    uint16(0),
    uint16(challenge.length),
    specs,
    challenge,
  );
  // The highest bit says that the header has two bytes, so no padding.
  return concat(uint16(0x8000 | body.length), body);
}

/** Reads what came so far; one record holds the whole answer. */
export function readSsl2Answer(received: Uint8Array): Ssl2Answer {
  try {
    return readAnswer(received);
  } catch (error) {
    if (isProbeError(error)) return { type: 'not-ssl2', what: error.message };
    throw error;
  }
}

function readAnswer(received: Uint8Array): Ssl2Answer {
  const [first, second] = received;
  if (first === undefined || second === undefined) return { type: 'more' };
  // As SSL 2.0 this would be a padded record of more than 5 kB; nobody pads before there is encryption.
  if (first >= 20 && first <= 23 && second === 3) return readTlsRecord(received);
  const header = readHeader(first, second);
  // One byte further lies the type of the message: what is another protocol need not send a whole record.
  if (received.length <= header.byteCount) return { type: 'more' };
  const type = received[header.byteCount];
  if (type !== messageTypes.serverHello && type !== messageTypes.error) {
    throw new ProbeError('unparsable', 'the answer is no SSL 2.0 message of a server');
  }
  const padding = header.byteCount === 3 ? (received[2] ?? 0) : 0;
  if (padding >= header.bodyBytes) throw new ProbeError('unparsable', 'an SSL 2.0 record of padding only');
  const end = header.byteCount + header.bodyBytes;
  if (received.length < end) return { type: 'more' };
  const body = new ByteReader(received.subarray(header.byteCount + 1, end - padding));
  if (type === messageTypes.error) {
    const error = body.uint(2);
    expectEnd(body);
    return { type: 'error', error };
  }
  return { type: 'server-hello', hello: parseServerHello(body) };
}

/** Type, 11 bytes of fields, 32 kB at most: the header has 15 bits, or 14 and one for a use that never came. */
function readHeader(first: number, second: number): { byteCount: 2 | 3; bodyBytes: number } {
  const isShort = (first & 0x80) !== 0;
  if (!isShort && (first & 0x40) !== 0) throw new ProbeError('unparsable', 'an SSL 2.0 security escape');
  const bodyBytes = (first & (isShort ? 0x7f : 0x3f)) * 256 + second;
  if (bodyBytes < 3) throw new ProbeError('unparsable', `an SSL 2.0 record of ${bodyBytes} bytes`);
  return { byteCount: isShort ? 2 : 3, bodyBytes };
}

function parseServerHello(body: ByteReader): Ssl2ServerHello {
  const sessionIdHit = body.uint(1);
  const certificateType = body.uint(1);
  const version = body.uint(2);
  if (version !== version2) throw new ProbeError('unparsable', `SSL 2.0 of version ${version}`);
  if (sessionIdHit !== 0) throw new ProbeError('unparsable', 'a session that nobody asked for');
  const certificateBytes = body.uint(2);
  const specBytes = body.uint(2);
  const connectionIdBytes = body.uint(2);
  const certificate = body.take(certificateBytes);
  const specs = new ByteReader(body.take(specBytes));
  const connectionId = body.take(connectionIdBytes);
  expectEnd(body);
  if (certificateBytes > 0 && certificateType !== x509) {
    throw new ProbeError('unparsable', `a certificate of type ${certificateType}`);
  }
  const ciphers = new Set<number>();
  while (specs.left > 0) ciphers.add(specs.uint(3));
  return {
    ciphers: [...ciphers],
    certificate: certificateBytes > 0 ? certificate : null,
    connectionId,
  };
}

function expectEnd(body: ByteReader): void {
  if (body.left > 0) throw new ProbeError('unparsable', `${body.left} bytes after an SSL 2.0 message`);
}

/** Servers that know no SSL 2.0 hang up, or answer with an alert in the record of a later version. */
function readTlsRecord(received: Uint8Array): Ssl2Answer {
  if (received[0] !== 21) throw new ProbeError('unparsable', 'a TLS record that is no alert');
  if (received.length < 7) return { type: 'more' };
  const [, , minor = 0, high, low, level, alert = 0] = received;
  if (minor > 4 || high !== 0 || low !== 2 || level !== 2) {
    throw new ProbeError('unparsable', 'a TLS record that is no fatal alert');
  }
  return { type: 'alert', alert };
}
