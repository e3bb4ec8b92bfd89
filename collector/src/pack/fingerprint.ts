import { sha256 } from '@tenken/shared';

/**
 * What a person compares with a printed page: the SHA-256 of `SHA256SUMS`, in groups of four. It stands for every file
 * of the pack; it is not inside, since it is made from what is.
 *
 * @example `3f2a 91c4 …`, 16 groups
 */
export function packFingerprint(sums: Uint8Array | string): string {
  return grouped(sha256(sums));
}

/** @param hash hexadecimal, of any length */
export function grouped(hash: string): string {
  return (hash.match(/.{1,4}/g) ?? []).join(' ');
}
