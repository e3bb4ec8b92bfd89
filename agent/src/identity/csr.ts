import { createHash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type forge from 'node-forge';
// The rest of node-forge is 700 kB of cryptography that Node has itself.
import asn1 from 'node-forge/lib/asn1.js';

const { Class, Type } = asn1;

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonName = '2.5.4.3';

/**
 * A PKCS#10 request for a key that stays where it is. The name in it only helps people who look at the request:
 * the authority gives the host its own.
 *
 * node-forge knows no elliptic curves, so the public key and the signature go in as the DER that Node makes.
 *
 * @param privateKey ECDSA P-256
 * @returns PEM
 */
export function certificateRequest(privateKey: KeyObject, publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = createHash('sha256').update(spki).digest('hex').slice(0, 16);
  const info = sequence(
    integer(0),
    sequence(set(sequence(oid(commonName), utf8(`tenken-agent-${name}`)))),
    asn1.fromDer(spki.toString('binary')),
    asn1.create(Class.CONTEXT_SPECIFIC, 0, true, []),
  );
  const signature = sign('sha256', Buffer.from(asn1.toDer(info).getBytes(), 'binary'), privateKey);
  const request = sequence(
    info,
    sequence(oid(ecdsaWithSha256)),
    // The leading zero byte says that no bits are unused.
    asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, `\0${signature.toString('binary')}`),
  );
  const base64 = Buffer.from(asn1.toDer(request).getBytes(), 'binary').toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

function sequence(...members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, members);
}

function set(...members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, members);
}

function oid(dotted: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

function utf8(value: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.UTF8, false, Buffer.from(value, 'utf8').toString('binary'));
}

function integer(value: number): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, asn1.integerToDer(value).getBytes());
}
