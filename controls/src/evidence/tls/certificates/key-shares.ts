import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';

/** One offered public key, and how to reach the shared secret with the server's. */
export type KeyPair = { group: number; publicKey: Uint8Array; agree: (serverKey: Uint8Array) => Uint8Array };

/** DER of a PKCS #8 X25519 private key and of its public counterpart, up to the key itself. */
const x25519Private = Buffer.from('302e020100300506032b656e04220420', 'hex');
const x25519Public = Buffer.from('302a300506032b656e032100', 'hex');

/** @param random gives the private key: nothing secret is ever sent under it */
export function keyPair(group: number, random: (byteCount: number) => Uint8Array): KeyPair {
  if (group === 0x1d) return x25519(random(32));
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

function x25519(secret: Uint8Array): KeyPair {
  const privateKey = createPrivateKey({
    key: Buffer.concat([x25519Private, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(x25519Public.length);
  return {
    group: 0x1d,
    publicKey,
    agree(serverKey) {
      const key = Buffer.concat([x25519Public, serverKey]);
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
    },
  };
}
