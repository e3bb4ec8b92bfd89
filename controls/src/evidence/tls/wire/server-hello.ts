import { ByteReader } from './bytes.ts';
import { extensionTypes } from './extensions.ts';

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
  /** Types of the extensions in it: each answers one that was offered. */
  extensions: readonly number[];
  /** From the list that was offered (RFC 7301); in TLS 1.3 it is not here but encrypted. */
  applicationProtocol: string | null;
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
    extensions: [],
    applicationProtocol: null,
  };
  reader.vector(1);
  hello.cipher = reader.uint(2);
  hello.compression = reader.uint(1);
  if (reader.left === 0) return hello;
  const extensions = new ByteReader(reader.vector(2));
  const types: number[] = [];
  hello.extensions = types;
  while (extensions.left > 0) {
    const type = extensions.uint(2);
    const value = new ByteReader(extensions.vector(2));
    types.push(type);
    if (type === extensionTypes.applicationProtocol) hello.applicationProtocol = applicationProtocol(value);
    if (type === 43) hello.version = value.uint(2);
    if (type === 51) {
      hello.group = value.uint(2);
      if (value.left > 0) hello.keyShare = value.vector(2);
    }
  }
  return hello;
}

/** The one name in a list of names. @throws {ProbeError} `unparsable` */
export function applicationProtocol(value: ByteReader): string {
  const names = new ByteReader(value.vector(2));
  return Buffer.from(names.vector(1))
    .toString('latin1')
    .replaceAll(/[^!-~]/g, '?')
    .slice(0, 32);
}
