import { concat, FieldReader, mpint, string, uint32 } from './wire/fields.ts';
import { packet } from './wire/packets.ts';

/*
 * A key exchange that is begun here is never completed: the server's first answer holds its host key, and the
 * connection ends there. So nothing is protected by the client's share, and it is a number that everybody knows.
 */

const beginMessage = 30;
const groupRequest = 34;
const groupInit = 32;
/** SSH_MSG_KEXDH_REPLY, SSH_MSG_KEX_ECDH_REPLY. */
export const replyMessage = 31;
/** SSH_MSG_KEX_DH_GEX_GROUP shares its number with the replies above. */
export const groupMessage = 31;
export const groupReplyMessage = 33;

/**
 * A square, so that it lies in the large subgroup of every safe prime, with far more than the four bits that OpenSSH
 * wants to see set, and smaller than any prime that a server would use.
 */
const diffieHellmanShare = mpint(Buffer.from((0x5465_6e6b_656e_2053_5348n ** 2n).toString(16), 'hex'));

/** Base points: on the curve, of the right order. */
const generators = {
  curve25519: hex(`09${'00'.repeat(31)}`),
  curve448: hex(`05${'00'.repeat(55)}`),
  nistp256: hex(
    `046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296` +
      `4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`,
  ),
  nistp384: hex(
    `04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7` +
      `3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f`,
  ),
  nistp521: hex(
    `0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66` +
      `011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650`,
  ),
};

/**
 * Encapsulation keys of ML-KEM whose polynomials are all zero: every coefficient is below the modulus, which is what a
 * server checks (FIPS 203 section 7.2). sntrup761 takes any bytes.
 */
const zeroKeys = { mlkem768: 1184, mlkem1024: 1568, sntrup761: 1158 };

/** The cheapest and most usual first: one of them is enough to be told a host key. */
const shares: readonly (readonly [name: string, share: Uint8Array])[] = [
  ['curve25519-sha256', string(generators.curve25519)],
  ['curve25519-sha256@libssh.org', string(generators.curve25519)],
  ['ecdh-sha2-nistp256', string(generators.nistp256)],
  ['ecdh-sha2-nistp384', string(generators.nistp384)],
  ['ecdh-sha2-nistp521', string(generators.nistp521)],
  ['curve448-sha512', string(generators.curve448)],
  ['diffie-hellman-group14-sha256', diffieHellmanShare],
  ['diffie-hellman-group14-sha256@ssh.com', diffieHellmanShare],
  ['diffie-hellman-group14-sha1', diffieHellmanShare],
  ['diffie-hellman-group15-sha512', diffieHellmanShare],
  ['diffie-hellman-group16-sha512', diffieHellmanShare],
  ['diffie-hellman-group1-sha1', diffieHellmanShare],
  ['diffie-hellman-group17-sha512', diffieHellmanShare],
  ['diffie-hellman-group18-sha512', diffieHellmanShare],
  ['mlkem768x25519-sha256', hybrid(zeroKeys.mlkem768, generators.curve25519)],
  ['sntrup761x25519-sha512', hybrid(zeroKeys.sntrup761, generators.curve25519)],
  ['sntrup761x25519-sha512@openssh.com', hybrid(zeroKeys.sntrup761, generators.curve25519)],
  ['mlkem768nistp256-sha256', hybrid(zeroKeys.mlkem768, generators.nistp256)],
  ['mlkem1024nistp384-sha384', hybrid(zeroKeys.mlkem1024, generators.nistp384)],
];

export const groupExchanges = [
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group-exchange-sha1',
] as const;

/** The one that costs the server least among those that it offers; null = none of them can be begun here. */
export function simplestKeyExchange(offered: readonly string[]): string | null {
  return shares.find(([name]) => offered.includes(name))?.[0] ?? null;
}

/** The packet that begins one of `shares`. */
export function sharePacket(name: string): Uint8Array | null {
  const share = shares.find(([known]) => known === name)?.[1];
  return share === undefined ? null : packet(Uint8Array.of(beginMessage), share);
}

/** What group a client wants: bits of the prime, at least, best and at most (RFC 4419 section 3). */
export type GroupRequest = { minBits: number; wantedBits: number; maxBits: number };

export function groupRequestPacket({ minBits, wantedBits, maxBits }: GroupRequest): Uint8Array {
  return packet(Uint8Array.of(groupRequest), uint32(minBits), uint32(wantedBits), uint32(maxBits));
}

/** The share for the group that the server chose. */
export function groupSharePacket(): Uint8Array {
  return packet(Uint8Array.of(groupInit), diffieHellmanShare);
}

/**
 * Length of the prime in SSH_MSG_KEX_DH_GEX_GROUP.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseGroup(payload: Uint8Array): number {
  const reader = new FieldReader(payload);
  reader.byte();
  const bits = reader.bitLength();
  reader.bitLength(); // generator
  return bits;
}

/**
 * The public key in the answer to a share: all of them begin with it.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseReply(payload: Uint8Array): Uint8Array {
  const reader = new FieldReader(payload);
  reader.byte();
  return reader.string();
}

function hybrid(keyBytes: number, point: Uint8Array): Uint8Array {
  return string(concat(new Uint8Array(keyBytes), point));
}

function hex(digits: string): Uint8Array {
  return Buffer.from(digits, 'hex');
}
