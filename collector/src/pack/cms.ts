import { createHash, verify, X509Certificate } from 'node:crypto';
import type forge from 'node-forge';
// The rest of node-forge is 700 kB of cryptography that Node has itself; and it knows no elliptic curves.
import asn1 from 'node-forge/lib/asn1.js';
import type { PackSigner } from './pack-signer.ts';
import { certificatesIn } from '../ca/certificates-in.ts';

type Node = forge.asn1.Asn1;

const { Class, Type } = asn1;

const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/**
 * A detached CMS signature (RFC 5652) as `openssl cms -verify -binary -inform DER -content FILE` checks it, with the
 * signer's certificate inside.
 *
 * @param signedAt what the signature says of its time; nobody else vouches for it
 * @returns DER
 */
export function detachedSignature(content: Uint8Array, signer: PackSigner, signedAt: Date): Buffer {
  const attributes = signedAttributes(content, signedAt);
  const signature = signer.sign(der(set(...attributes)));
  return spelled(new X509Certificate(signer.certificate), attributes, signature);
}

/** What the signature covers, in the order of DER: by the bytes. */
function signedAttributes(content: Uint8Array, signedAt: Date): Node[] {
  const attributes = [
    attribute(oids.contentType, oid(oids.data)),
    attribute(oids.messageDigest, octets(createHash('sha256').update(content).digest())),
    attribute(oids.signingTime, time(signedAt)),
  ];
  return attributes
    .map(der)
    .toSorted((a, b) => Buffer.compare(a, b))
    .map(parsed);
}

/** The whole, as there is one way only to spell it. */
function spelled(certificate: X509Certificate, attributes: Node[], signature: Uint8Array): Buffer {
  const { issuer, serial } = nameOf(certificate);
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, serial),
    algorithm(oids.sha256),
    // What is signed is the set; what is sent carries a tag of its own instead (RFC 5652, 5.4).
    tagged(0, ...attributes),
    algorithm(oids.ecdsaWithSha256),
    octets(signature),
  );
  const signedData = sequence(
    integer(1),
    set(algorithm(oids.sha256)),
    sequence(oid(oids.data)),
    tagged(0, parsed(certificate.raw)),
    set(signerInfo),
  );
  return der(sequence(oid(oids.signedData), tagged(0, signedData)));
}

export type SignatureCheck =
  | { status: 'good'; certificate: X509Certificate; signedAt: Date }
  | { status: 'bad'; why: BadSignature };

/** `spelling`: it says the same, but in other bytes than those that were written. */
export type BadSignature = 'unreadable' | 'other-content' | 'spelling' | 'other-key';

/**
 * Whether a signature as `detachedSignature` makes it covers exactly this content. Of the certificate only the key is
 * used: who issued it, and until when it holds, is the caller's to ask.
 */
export function checkDetachedSignature(signature: Uint8Array, content: Uint8Array): SignatureCheck {
  try {
    return check(Buffer.from(signature), content);
  } catch {
    return { status: 'bad', why: 'unreadable' };
  }
}

/**
 * Certificates from the signer's up to a root, taken from those that are given.
 *
 * @returns null where the way ends before a root
 */
export function chainOf(certificate: X509Certificate, authorities: string): X509Certificate[] | null {
  const known = certificatesIn(authorities).map((pem) => new X509Certificate(pem));
  const chain = [certificate];
  while (chain.length <= known.length + 1) {
    const last = chain.at(-1) ?? certificate;
    const issuer = known.find(
      (candidate) => candidate.ca && last.issuer === candidate.subject && last.verify(candidate.publicKey),
    );
    if (!issuer) return null;
    if (issuer.raw.equals(last.raw)) return chain;
    chain.push(issuer);
  }
  return null;
}

function check(signature: Buffer, content: Uint8Array): SignatureCheck {
  const [, wrapped] = members(parsed(signature), 2);
  const [signedData] = members(wrapped, 1);
  const [, , , certificates, signerInfos] = members(signedData, 5);
  const [signerInfo] = members(signerInfos, 1);
  const [, , , attributes, , value] = members(signerInfo, 6);
  const [inner] = members(certificates, 1);
  const certificate = new X509Certificate(der(inner));
  const times = members(attributes, 3).map((one) => members(one, 2));
  const signingTime = times.find(([name]) => textOf(name) === oids.signingTime);
  if (!signingTime) throw new RangeError('no time');
  const signedAt = instantOf(members(signingTime[1], 1)[0]);
  // Made again from what it says and compared to the last byte: a reader that skips something would miss its change.
  const expected = signedAttributes(content, signedAt);
  if (!der(set(...members(attributes, 3))).equals(der(set(...expected)))) {
    return { status: 'bad', why: 'other-content' };
  }
  if (!spelled(certificate, expected, bytesOf(value)).equals(signature)) {
    return { status: 'bad', why: 'spelling' };
  }
  if (!verify('sha256', der(set(...expected)), certificate.publicKey, bytesOf(value))) {
    return { status: 'bad', why: 'other-key' };
  }
  return { status: 'good', certificate, signedAt };
}

/** Issuer and serial number as the certificate spells them. */
function nameOf(certificate: X509Certificate): { issuer: Node; serial: Node } {
  const [tbs] = listOf(parsed(certificate.raw));
  // [0] is the version, which every certificate with extensions has.
  const [, serial, , issuer] = tbs ? listOf(tbs) : [];
  if (!serial || !issuer) throw new RangeError('no certificate');
  return { issuer, serial };
}

type Members<N extends number> = N extends 1
  ? [Node]
  : N extends 2
    ? [Node, Node]
    : N extends 3
      ? [Node, Node, Node]
      : N extends 5
        ? [Node, Node, Node, Node, Node]
        : [Node, Node, Node, Node, Node, Node];

function members<N extends 1 | 2 | 3 | 5 | 6>(node: Node, count: N): Members<N> {
  const list = listOf(node);
  if (list.length !== count) throw new RangeError(`${list.length} members, not ${count}`);
  return list as Members<N>;
}

function listOf(node: Node): Node[] {
  if (!Array.isArray(node.value)) throw new RangeError('not a list');
  return node.value;
}

function bytesOf(node: Node): Buffer {
  if (typeof node.value !== 'string') throw new RangeError('a list');
  return Buffer.from(node.value, 'binary');
}

function textOf(node: Node): string {
  return node.type === Type.OID ? asn1.derToOid(bytesOf(node).toString('binary')) : '';
}

/** Years from 2050 on are GeneralizedTime (RFC 5652, 11.3). */
function time(at: Date): Node {
  const isFar = at.getUTCFullYear() >= 2050;
  const value = isFar ? asn1.dateToGeneralizedTime(at) : asn1.dateToUtcTime(at);
  return asn1.create(Class.UNIVERSAL, isFar ? Type.GENERALIZEDTIME : Type.UTCTIME, false, value);
}

function instantOf(node: Node): Date {
  const value = bytesOf(node).toString('latin1');
  return node.type === Type.GENERALIZEDTIME ? asn1.generalizedTimeToDate(value) : asn1.utcTimeToDate(value);
}

function attribute(name: string, value: Node): Node {
  return sequence(oid(name), set(value));
}

/** ECDSA and SHA-256 have no parameters (RFC 5754). */
function algorithm(name: string): Node {
  return sequence(oid(name));
}

function sequence(...parts: Node[]): Node {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
}

function set(...parts: Node[]): Node {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, parts);
}

function tagged(tag: number, ...parts: Node[]): Node {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, parts);
}

function oid(dotted: string): Node {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

function integer(value: number): Node {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, asn1.integerToDer(value).getBytes());
}

function octets(bytes: Uint8Array): Node {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, Buffer.from(bytes).toString('binary'));
}

function der(node: Node): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'binary');
}

/** Bit strings stay as they are: some hold DER by chance. */
function parsed(bytes: Uint8Array): Node {
  return asn1.fromDer(Buffer.from(bytes).toString('binary'), {
    strict: true,
    parseAllBytes: true,
    decodeBitStrings: false,
  } as unknown as boolean);
}
