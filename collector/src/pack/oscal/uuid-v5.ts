import { createHash } from 'node:crypto';

/** Everything that we name in OSCAL documents; made once, never changed. */
const namespace = Buffer.from('6f0f1d1c5c3b4f6e9d0a7b1f4f2c8e55', 'hex');

/**
 * A name-based UUID (RFC 9562, version 5): the same thing has the same id in each document.
 *
 * @param parts what the thing is and its ids, from the outside in
 */
export function uuidV5(...parts: string[]): string {
  // SHA-1 is what the standard says; nothing here rests on its strength.
  const hash = createHash('sha1').update(namespace).update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
