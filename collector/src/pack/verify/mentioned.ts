import { hash } from 'node:crypto';

/** Of each piece of evidence; two of one print would take a search among 2^64. */
const printBytes = 16;

/**
 * Which evidence a statement holds, in 16 bytes for each piece: a pack of 100,000 machines has some five million, and
 * their texts would fill the memory.
 */
export class Mentioned {
  readonly #prints: Buffer;

  constructor(evidence: readonly { kind: string; sha256: string }[]) {
    this.#prints = Buffer.concat(evidence.map(printOf));
  }

  has(piece: { kind: string; sha256: string }): boolean {
    const print = printOf(piece);
    for (let at = 0; at < this.#prints.length; at += printBytes) {
      if (this.#prints.compare(print, 0, printBytes, at, at + printBytes) === 0) return true;
    }
    return false;
  }
}

function printOf({ kind, sha256 }: { kind: string; sha256: string }): Buffer {
  return hash('sha256', `${kind} ${sha256}`, 'buffer').subarray(0, printBytes);
}
