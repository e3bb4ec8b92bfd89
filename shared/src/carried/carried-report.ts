import { hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * What a file holds that a person carries from a machine without a network to the collector: the submission that an
 * agent would send, whole, and who says it. The file is this as canonical JSON in one gzip member; sealed for a
 * collector it is that again in one CMS envelope.
 *
 * The host has no certificate: its id follows from its key, so that nobody can speak for a host whose key they lack.
 */
export const CarriedReport = z.strictObject({
  format: z.literal('tenken-carried-report'),
  version: z.literal(1),
  /** PKCS#10, PEM, ECDSA P-256: proves that the sender holds the key, and is what the collector certifies. */
  csr: z.string().check(z.minLength(1), z.maxLength(4096)),
  /** A `Submission` with all its bodies; checked as one that came over the network. */
  submission: z.unknown(),
});
export type CarriedReport = z.infer<typeof CarriedReport>;

/** Names of such files end so; a folder of files is searched for them. */
export const carriedSuffix = '.tenken';

function keyHash(publicKey: KeyObject): Buffer {
  return hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'buffer');
}

/**
 * The id of a host that made its key by itself: 122 bits of the key's SHA-256 as a UUID of version 8 (RFC 9562).
 *
 * @param publicKey ECDSA P-256
 */
export function hostIdOfKey(publicKey: KeyObject): string {
  const bytes = keyHash(publicKey).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Of Crockford's Base32: no letter that a person takes for another sign. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const fingerprintSigns = 20;

/**
 * A key as people compare it on paper and over the telephone: 100 bits of its SHA-256, `XXXX-XXXX-XXXX-XXXX-XXXX`.
 * Who wants a second key with the same one has to try 2^100.
 */
export function keyFingerprint(publicKey: KeyObject): string {
  const bits = BigInt(`0x${keyHash(publicKey).toString('hex')}`) >> BigInt(256 - fingerprintSigns * 5);
  const text = Array.from({ length: fingerprintSigns }, (_, index) =>
    signs.charAt(Number((bits >> BigInt(5 * (fingerprintSigns - 1 - index))) & 31n)),
  ).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** A fingerprint as a person typed it: case and separators are free, nothing may be missing. Null for anything else. */
export function typedFingerprint(typed: string): string | null {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[0-9A-HJKMNP-TV-Z]{20}$/.test(text) ? text.replace(/(.{4})(?=.)/g, '$1-') : null;
}
