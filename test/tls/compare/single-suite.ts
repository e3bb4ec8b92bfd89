import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { ProtocolName } from './reading.ts';

export type Bytes = {
  /** A ServerHello that names the suite. */
  accepted: boolean;
  sent: string;
  received: string;
  end: 'answered' | 'closed' | 'reset' | 'silent';
};

const versions: Partial<Record<ProtocolName, number>> = {
  SSLv3: 0x0300,
  'TLSv1.0': 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

const groups = [
  0x11ec, 0x1d, 0x17, 0x18, 0x19, 0x1e, 0x1a, 0x1b, 0x1c, 0x16, 0x15, 0x13, 0x100, 0x101, 0x102,
];
const schemes = [
  0x403, 0x503, 0x603, 0x807, 0x808, 0x804, 0x805, 0x806, 0x809, 0x401, 0x501, 0x601, 0x402, 0x303, 0x203,
  0x301, 0x201, 0x202,
];

/**
 * Asks for one suite and nothing else, with a hello that is written down here alone: what settles a dispute between
 * tools, our engine among them. Bytes as hexadecimal digits, the first 120 of the answer.
 */
export async function askForSuite(
  port: number,
  protocol: ProtocolName,
  suite: number,
): Promise<Bytes | null> {
  const version = versions[protocol];
  if (version === undefined) return null;
  const hello = singleSuiteHello(version, suite);
  const { promise, resolve } = Promise.withResolvers<Bytes['end']>();
  let received = Buffer.alloc(0);
  const socket = connect(port, '127.0.0.1', () => socket.write(hello));
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    if (received.length >= 80 || received[0] === 21) resolve('answered');
  });
  socket.on('end', () => resolve('closed'));
  socket.on('error', () => resolve('reset'));
  socket.setTimeout(3000, () => resolve('silent'));
  const end = await promise;
  socket.destroy();
  return {
    accepted: names(received, suite),
    sent: hello.toString('hex'),
    received: received.subarray(0, 80).toString('hex'),
    end,
  };
}

/** Record of 5 bytes, message header of 4, version, 32 random bytes, session id, suite. */
function names(received: Buffer, suite: number): boolean {
  if (received[0] !== 22 || received[5] !== 2) return false;
  const place = 44 + (received[43] ?? 0);
  return received.length >= place + 2 && received.readUInt16BE(place) === suite;
}

function singleSuiteHello(version: number, suite: number): Buffer {
  const is13 = version === 0x0304;
  const extensions = [
    extension(10, vector(2, words(groups))),
    extension(11, Buffer.from([1, 0])),
    ...(version >= 0x0303 ? [extension(13, vector(2, words(schemes)))] : []),
    extension(0xff01, Buffer.from([0])),
    // An empty key share: the answer is a HelloRetryRequest, which names the suite as well.
    ...(is13 ? [extension(43, vector(1, words([version]))), extension(51, Buffer.from([0, 0]))] : []),
  ];
  const body = Buffer.concat([
    words([is13 ? 0x0303 : version]),
    randomBytes(32),
    vector(1, is13 ? randomBytes(32) : Buffer.alloc(0)),
    vector(2, words([suite])),
    Buffer.from([1, 0]),
    version === 0x0300 ? Buffer.alloc(0) : vector(2, Buffer.concat(extensions)),
  ]);
  const message = Buffer.concat([Buffer.from([1]), vector(3, body)]);
  return Buffer.concat([Buffer.from([22]), words([Math.min(version, 0x0301)]), vector(2, message)]);
}

function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([words([type]), vector(2, body)]);
}

/** The bytes behind their length, which takes that many bytes. */
function vector(lengthBytes: 1 | 2 | 3, bytes: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(bytes.length, 0, lengthBytes);
  return Buffer.concat([length, bytes]);
}

function words(values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
}
