import { createHash } from 'node:crypto';
import { ProbeError } from '@tenken/shared';
import { FieldReader } from './fields.ts';

export type PublicKey = {
  /** As the key names itself, e.g. `ssh-rsa` for every RSA key. */
  type: string;
  /** Length of the modulus (RSA, DSA) or of the curve's order. */
  bits: number;
};

export type HostKey = PublicKey & {
  /** As OpenSSH shows it, without `SHA256:`: base64 without padding. */
  sha256: string;
  /** Who signed the key; null = it is no certificate. */
  authority: PublicKey | null;
};

const certificateSuffix = '-cert-v01@openssh.com';

/**
 * The public key of a server (RFC 4253 6.6, RFC 5656 3.1, RFC 8709, OpenSSH's PROTOCOL.u2f and PROTOCOL.certkeys).
 *
 * @throws {ProbeError} `unparsable`, `unsupported` for a kind that is not known
 */
export function parseHostKey(blob: Uint8Array): HostKey {
  const reader = new FieldReader(blob);
  const type = reader.text();
  const sha256 = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  if (!type.endsWith(certificateSuffix)) {
    const key = { type, bits: readBits(reader, type), sha256, authority: null };
    if (reader.left > 0) throw new ProbeError('unparsable', 'something follows the host key');
    return key;
  }
  reader.string(); // nonce
  const bits = readBits(reader, type.slice(0, -certificateSuffix.length));
  reader.take(8); // serial
  reader.uint32(); // user or host
  reader.string(); // key id
  reader.string(); // principals
  reader.take(16); // valid after, before
  for (const _options of ['critical options', 'extensions', 'reserved']) reader.string();
  const signer = new FieldReader(reader.string());
  const signerType = signer.text();
  return { type, bits, sha256, authority: { type: signerType, bits: readBits(signer, signerType) } };
}

/** Reads the fields of one kind of key. */
function readBits(reader: FieldReader, type: string): number {
  switch (type) {
    case 'ssh-rsa': {
      reader.string(); // public exponent
      return reader.bitLength();
    }
    case 'ssh-dss': {
      const bits = reader.bitLength();
      for (const _number of ['q', 'g', 'y']) reader.string();
      return bits;
    }
    case 'ssh-ed25519':
    case 'ssh-ed448':
      return readPoint(reader, type === 'ssh-ed448' ? 57 : 32, type === 'ssh-ed448' ? 456 : 256);
    case 'sk-ssh-ed25519@openssh.com': {
      const bits = readPoint(reader, 32, 256);
      reader.string(); // application
      return bits;
    }
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
      return readEllipticCurve(reader, type.slice('ecdsa-sha2-'.length));
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      const bits = readEllipticCurve(reader, 'nistp256');
      reader.string(); // application
      return bits;
    }
    default:
      throw new ProbeError(
        'unsupported',
        `nobody has written how to read a key of type ${type.slice(0, 64)}`,
      );
  }
}

function readPoint(reader: FieldReader, byteCount: number, bits: number): number {
  if (reader.string().length !== byteCount) throw new ProbeError('unparsable', 'a point of the wrong length');
  return bits;
}

function readEllipticCurve(reader: FieldReader, curve: string): number {
  if (reader.text() !== curve) throw new ProbeError('unparsable', 'an ECDSA key of another curve');
  const bits = Number(curve.slice('nistp'.length));
  const coordinate = Math.ceil(bits / 8);
  const point = reader.string();
  if (![1 + coordinate, 1 + 2 * coordinate].includes(point.length)) {
    throw new ProbeError('unparsable', 'a point of the wrong length');
  }
  return bits;
}
