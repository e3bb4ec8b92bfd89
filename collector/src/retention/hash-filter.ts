import { randomInt } from 'node:crypto';

const bits = 2 ** 28;
const bitsOfHash = 4;
/** Each of 28 bits: what four of them are taken from. */
const partDigits = 7;
const digits = 64;

/**
 * A Bloom filter of SHA-256 hashes, 32 MB however many they are. With ten million in it one other in two thousand is taken
 * for one of them, with a hundred million one in three. Which others these are differs from filter to filter.
 */
export class HashFilter {
  readonly #bits = new Uint8Array(bits / 8);
  /** Where in a hash, which is as good as random all over, the places of its bits are read. */
  readonly #from = randomInt(digits - bitsOfHash * partDigits + 1);

  /** @param hash 64 hexadecimal digits */
  add(hash: string): void {
    for (const place of this.#places(hash)) {
      this.#bits[place >> 3] = (this.#bits[place >> 3] ?? 0) | (1 << (place & 7));
    }
  }

  /** True of every hash that was added. */
  mayHave(hash: string): boolean {
    return this.#places(hash).every((place) => ((this.#bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0);
  }

  #places(hash: string): number[] {
    return Array.from({ length: bitsOfHash }, (_, part) => {
      const from = this.#from + part * partDigits;
      return Number.parseInt(hash.slice(from, from + partDigits), 16);
    });
  }
}
