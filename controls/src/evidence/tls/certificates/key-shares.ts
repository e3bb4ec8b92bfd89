import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';

/** One offered public key, and how to reach the shared secret with the server's. */
export type KeyPair = { group: number; publicKey: Uint8Array; agree: (serverKey: Uint8Array) => Uint8Array };

/** DER of a PKCS #8 private key and of its public counterpart, up to the key itself (RFC 8410). */
const montgomery: Record<number, { bytes: number; privateKey: Buffer; publicKey: Buffer }> = {
  0x1d: {
    bytes: 32,
    privateKey: Buffer.from('302e020100300506032b656e04220420', 'hex'),
    publicKey: Buffer.from('302a300506032b656e032100', 'hex'),
  },
  0x1e: {
    bytes: 56,
    privateKey: Buffer.from('3046020100300506032b656f043a0438', 'hex'),
    publicKey: Buffer.from('3042300506032b656f033900', 'hex'),
  },
};

/** @param random gives the private key: nothing secret is ever sent under it */
export function keyPair(group: number, random: (byteCount: number) => Uint8Array): KeyPair {
  if (montgomery[group]) return montgomeryPair(group, montgomery[group], random);
  const curve = curves[group];
  if (!curve) throw new RangeError(`no key pairs for group ${group}`);
  const ecdh = createECDH(curve.name);
  const secret = Uint8Array.from(random(curve.bytes));
  // Below the order of the curve, which begins with FF (P-256, P-384) or with 01 (P-521).
  secret[0] = (secret[0] ?? 0) & (curve.bytes === 66 ? 0 : 0x7f);
  ecdh.setPrivateKey(secret);
  return { group, publicKey: ecdh.getPublicKey(), agree: (serverKey) => ecdh.computeSecret(serverKey) };
}

const curves: Record<number, { name: string; bytes: number }> = {
  0x17: { name: 'prime256v1', bytes: 32 },
  0x18: { name: 'secp384r1', bytes: 48 },
  0x19: { name: 'secp521r1', bytes: 66 },
};

function montgomeryPair(
  group: number,
  der: NonNullable<(typeof montgomery)[number]>,
  random: (byteCount: number) => Uint8Array,
): KeyPair {
  const secret = Buffer.concat([der.privateKey, random(der.bytes)]);
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(der.publicKey.length);
  return {
    group,
    publicKey,
    agree(serverKey) {
      const key = Buffer.concat([der.publicKey, serverKey]);
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
    },
  };
}
