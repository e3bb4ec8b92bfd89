import { isIP } from 'node:net';
import { concat, uint16, uint24, uint8, vector16, vector8 } from './bytes.ts';
import { groupCodes } from '../registry/groups.ts';
import { wireVersion } from '../registry/protocols.ts';
import type { Protocol } from '../registry/protocols.ts';
import { allSchemes } from '../registry/signature-schemes.ts';

export type ClientHelloOptions = {
  protocol: Protocol;
  /** In order of preference. */
  ciphers: readonly number[];
  /** 32 bytes. */
  random: Uint8Array;
  serverName?: string | undefined;
  groups?: readonly number[];
  signatureSchemes?: readonly number[];
  /** TLS 1.3 only. An empty list asks for a HelloRetryRequest, which names suite and group without any key. */
  keyShares?: readonly { group: number; publicKey: Uint8Array }[];
};

/** The handshake message: what the transcript of TLS 1.3 starts with. */
export function clientHelloMessage(options: ClientHelloOptions): Uint8Array {
  const version13 = options.protocol === 'TLSv1.3';
  const body = concat(
    uint16(version13 ? wireVersion('TLSv1.2') : wireVersion(options.protocol)),
    options.random,
    // A session id makes a TLS 1.3 hello look like a resumption, which middleboxes let through (RFC 8446 D.4).
    vector8(version13 ? options.random : new Uint8Array()),
    vector16(...options.ciphers.map(uint16)),
    vector8(uint8(0)),
    // SSL 3.0 knows no extensions, and some of its servers refuse a hello that has them.
    options.protocol === 'SSLv3' ? new Uint8Array() : vector16(...extensions(options)),
  );
  return concat(uint8(1), uint24(body.length), body);
}

/** The message in one record. */
export function clientHelloRecord(protocol: Protocol, message: Uint8Array): Uint8Array {
  const recordVersion = protocol === 'SSLv3' ? wireVersion('SSLv3') : wireVersion('TLSv1.0');
  return concat(uint8(22), uint16(recordVersion), vector16(message));
}

function extensions(options: ClientHelloOptions): Uint8Array[] {
  const {
    protocol,
    serverName,
    groups = groupCodes,
    signatureSchemes = allSchemes,
    keyShares = [],
  } = options;
  const list: Uint8Array[] = [];
  // RFC 6066 forbids addresses here; some servers answer them with a fatal alert.
  if (serverName !== undefined && isIP(serverName) === 0) {
    list.push(extension(0, vector16(uint8(0), vector16(Buffer.from(serverName, 'latin1')))));
  }
  list.push(extension(10, vector16(...groups.map(uint16))), extension(11, vector8(uint8(0))));
  if (protocol === 'TLSv1.2' || protocol === 'TLSv1.3') {
    list.push(extension(13, vector16(...signatureSchemes.map(uint16))));
  }
  if (protocol === 'TLSv1.3') {
    // What may sign the chain is another question than what the server signs with.
    list.push(extension(50, vector16(...allSchemes.map(uint16))));
  }
  list.push(extension(23, new Uint8Array()), extension(0xff01, vector8()));
  if (protocol === 'TLSv1.3') {
    const shares = keyShares.map(({ group, publicKey }) => concat(uint16(group), vector16(publicKey)));
    list.push(
      extension(43, vector8(uint16(wireVersion('TLSv1.3')))),
      extension(45, vector8(uint8(1))),
      extension(51, vector16(...shares)),
    );
  }
  return list;
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return concat(uint16(type), vector16(body));
}
