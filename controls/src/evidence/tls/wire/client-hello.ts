import { isIP } from 'node:net';
import { concat, uint16, uint24, uint8, vector16, vector8 } from './bytes.ts';
import { extensionTypes } from './extensions.ts';
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
  /** DEFLATE beside no compression. */
  compression?: boolean;
  applicationProtocols?: readonly string[];
  heartbeat?: boolean;
  /** Asks for a stapled answer of the certificate's OCSP server. */
  statusRequest?: boolean;
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
    options.compression ? vector8(uint8(1), uint8(0)) : vector8(uint8(0)),
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
  const { protocol, serverName, groups = groupCodes, signatureSchemes = allSchemes } = options;
  const list: Uint8Array[] = [];
  const add = (type: keyof typeof extensionTypes, body: Uint8Array = new Uint8Array()) =>
    list.push(concat(uint16(extensionTypes[type]), vector16(body)));
  // RFC 6066 forbids addresses here; some servers answer them with a fatal alert.
  if (serverName !== undefined && isIP(serverName) === 0) {
    add('serverName', vector16(uint8(0), vector16(Buffer.from(serverName, 'latin1'))));
  }
  // OCSP, no responders named, no extensions.
  if (options.statusRequest) add('statusRequest', concat(uint8(1), vector16(), vector16()));
  add('supportedGroups', vector16(...groups.map(uint16)));
  add('pointFormats', vector8(uint8(0)));
  if (protocol === 'TLSv1.2' || protocol === 'TLSv1.3') {
    add('signatureAlgorithms', vector16(...signatureSchemes.map(uint16)));
  }
  if (options.heartbeat) add('heartbeat', uint8(1));
  if (options.applicationProtocols) {
    add(
      'applicationProtocol',
      vector16(...options.applicationProtocols.map((name) => vector8(Buffer.from(name, 'latin1')))),
    );
  }
  if (protocol !== 'TLSv1.3') {
    add('encryptThenMac');
    add('sessionTicket');
  }
  add('extendedMasterSecret');
  add('renegotiationInfo', vector8());
  if (protocol === 'TLSv1.3') {
    const shares = (options.keyShares ?? []).map(({ group, publicKey }) =>
      concat(uint16(group), vector16(publicKey)),
    );
    // What may sign the chain is another question than what the server signs with.
    add('certificateSignatureAlgorithms', vector16(...allSchemes.map(uint16)));
    add('supportedVersions', vector8(uint16(wireVersion('TLSv1.3'))));
    add('pskKeyExchangeModes', vector8(uint8(1)));
    add('keyShare', vector16(...shares));
  }
  return list;
}
