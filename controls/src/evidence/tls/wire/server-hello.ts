import { ByteReader } from './bytes.ts';

export type ServerHello = {
  /** The version that was really chosen: TLS 1.3 says it in an extension. */
  version: number;
  cipher: number;
  compression: number;
  /** TLS 1.3: the server asks for a key of `group` instead of going on. */
  retryRequest: boolean;
  /** TLS 1.3: the group that was chosen or is asked for. */
  group: number | null;
  /** TLS 1.3: the server's public key. */
  keyShare: Uint8Array | null;
};

/** SHA-256 of `HelloRetryRequest`, the random that marks one (RFC 8446 4.1.3). */
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** @throws {ProbeError} `unparsable` */
export function parseServerHello(body: Uint8Array): ServerHello {
  const reader = new ByteReader(body);
  const hello: ServerHello = {
    version: reader.uint(2),
    retryRequest: retryRandom.equals(reader.take(32)),
    cipher: 0,
    compression: 0,
    group: null,
    keyShare: null,
  };
  reader.vector(1);
  hello.cipher = reader.uint(2);
  hello.compression = reader.uint(1);
  if (reader.left === 0) return hello;
  const extensions = new ByteReader(reader.vector(2));
  while (extensions.left > 0) {
    const type = extensions.uint(2);
    const value = new ByteReader(extensions.vector(2));
    if (type === 43) hello.version = value.uint(2);
    if (type === 51) {
      hello.group = value.uint(2);
      if (value.left > 0) hello.keyShare = value.vector(2);
    }
  }
  return hello;
}
