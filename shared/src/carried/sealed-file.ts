import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  hash,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { TenkenError } from '../errors.ts';
import { element, elementsIn, oid } from './der.ts';

const tags = { integer: 0x02, octets: 0x04, sequence: 0x30, set: 0x31, implicit0: 0x80, explicit0: 0xa0 };
const nonceBytes = 12;
const macBytes = 16;
const leastBits = 3072;

/** Whose key opens an envelope: lower-case hexadecimal SHA-1 of the key's bits, as its certificate names it (RFC 5280). */
export function sealKeyId(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const [outer] = elementsIn(spki);
  const [, bits] = elementsIn(outer?.content ?? spki);
  // The first byte of a bit string says how many bits at its end are unused.
  return hash('sha1', bits?.content.subarray(1) ?? spki, 'hex');
}

/**
 * Reads to whom to seal: the collector's certificate for imports.
 *
 * @throws {TenkenError} `usage`
 */
export function sealRecipient(pem: string, name: string): KeyObject {
  try {
    const key = pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType === 'rsa' && bits >= leastBits) return key;
  } catch {
    // Told below.
  }
  throw new TenkenError(
    'usage',
    `${name} is no certificate to encrypt to. Name the file that 'tenken collector import-key' wrote on the collector.`,
  );
}

/**
 * Encrypts for one recipient: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM, its key by RSA-OAEP with SHA-256
 * (RFC 4056). `openssl cms -decrypt -inform DER` opens it too.
 *
 * @param recipient RSA
 * @returns DER
 */
export function seal(content: Uint8Array, recipient: KeyObject): Buffer {
  const key = randomBytes(32);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const encryptedKey = publicEncrypt({ key: recipient, ...oaep }, key);
  return spelled({
    keyId: Buffer.from(sealKeyId(recipient), 'hex'),
    encryptedKey,
    nonce,
    encrypted,
    mac: cipher.getAuthTag(),
  });
}

export type Unsealed =
  | { status: 'opened'; content: Buffer }
  /** Sealed to another key. */
  | { status: 'other-key'; keyId: string }
  /** Not what `seal` wrote: cut, changed, or something else. */
  | { status: 'damaged' };

/** Whether bytes begin as an envelope does. */
export function isSealed(bytes: Uint8Array): boolean {
  return bytes[0] === tags.sequence;
}

/** Opens what `seal` has made; a single changed byte is `damaged`. Never throws. */
export function unseal(bytes: Buffer, privateKey: KeyObject): Unsealed {
  try {
    const envelope = read(bytes);
    // Made again from what it says and compared to the last byte: a reader that skips something would miss its change.
    if (!spelled(envelope).equals(bytes)) return { status: 'damaged' };
    const keyId = envelope.keyId.toString('hex');
    if (keyId !== sealKeyId(createPublicKey(privateKey))) return { status: 'other-key', keyId };
    const key = privateDecrypt({ key: privateKey, ...oaep }, envelope.encryptedKey);
    const decipher = createDecipheriv('aes-256-gcm', key, envelope.nonce, { authTagLength: macBytes });
    decipher.setAuthTag(envelope.mac);
    return {
      status: 'opened',
      content: Buffer.concat([decipher.update(envelope.encrypted), decipher.final()]),
    };
  } catch {
    return { status: 'damaged' };
  }
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

type Envelope = { keyId: Buffer; encryptedKey: Buffer; nonce: Buffer; encrypted: Buffer; mac: Buffer };

const sequence = (...parts: Uint8Array[]) => element(tags.sequence, ...parts);
const octets = (bytes: Uint8Array) => element(tags.octets, bytes);
const integer = (value: number) => element(tags.integer, Buffer.from([value]));

const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), element(0x05));
const oaepWithSha256 = sequence(
  oid('1.2.840.113549.1.1.7'),
  sequence(element(0xa0, sha256), element(0xa1, sequence(oid('1.2.840.113549.1.1.8'), sha256))),
);

/** The whole, as there is one way only to spell it. */
function spelled({ keyId, encryptedKey, nonce, encrypted, mac }: Envelope): Buffer {
  const recipient = sequence(
    // 2: the recipient is named by the id of its key.
    integer(2),
    element(tags.implicit0, keyId),
    oaepWithSha256,
    octets(encryptedKey),
  );
  const content = sequence(
    oid('1.2.840.113549.1.7.1'),
    sequence(oid('2.16.840.1.101.3.4.1.46'), sequence(octets(nonce), integer(macBytes))),
    element(tags.implicit0, encrypted),
  );
  return sequence(
    oid('1.2.840.113549.1.9.16.1.23'),
    element(tags.explicit0, sequence(integer(0), element(tags.set, recipient), content, octets(mac))),
  );
}

/** @throws {RangeError} */
function read(bytes: Buffer): Envelope {
  const [whole] = within(bytes, 1);
  const [, wrapped] = within(whole, 2);
  const [enveloped] = within(wrapped, 1);
  const [, recipients, content, mac] = within(enveloped, 4);
  const [recipient] = within(recipients, 1);
  const [, keyId, , encryptedKey] = within(recipient, 4);
  const [, algorithm, encrypted] = within(content, 3);
  const [, parameters] = within(algorithm, 2);
  const [nonce] = within(parameters, 2);
  if (keyId.length !== 20 || nonce.length !== nonceBytes || mac.length !== macBytes) {
    throw new RangeError('not an envelope of ours');
  }
  return { keyId, encryptedKey, nonce, encrypted, mac };
}

type Members<N extends number> = N extends 1
  ? [Buffer]
  : N extends 2
    ? [Buffer, Buffer]
    : N extends 3
      ? [Buffer, Buffer, Buffer]
      : [Buffer, Buffer, Buffer, Buffer];

function within<N extends 1 | 2 | 3 | 4>(bytes: Buffer, count: N): Members<N> {
  const list = elementsIn(bytes);
  if (list.length !== count) throw new RangeError(`${list.length} members, not ${count}`);
  return list.map(({ content }) => content) as Members<N>;
}
