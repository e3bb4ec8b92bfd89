import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { BulkAgent } from '../bench/storm/enrol-in-bulk.ts';

/** Certificates and keys of all hosts, on disk: 1.5 kB each. */
export class Identities {
  readonly #file: number;
  readonly #ends: Float64Array;
  #count = 0;

  constructor(path: string, hosts: number) {
    this.#file = openSync(path, 'w+', 0o600);
    this.#ends = new Float64Array(hosts + 1);
  }

  add(agent: BulkAgent): void {
    const end = this.#ends[this.#count] ?? 0;
    this.#ends[this.#count + 1] = end + writeSync(this.#file, JSON.stringify(agent), end);
    this.#count += 1;
  }

  of(index: number): BulkAgent {
    const [from = 0, to = 0] = this.#ends.subarray(index, index + 2);
    const bytes = Buffer.alloc(to - from);
    readSync(this.#file, bytes, 0, bytes.length, from);
    return JSON.parse(bytes.toString('utf8')) as BulkAgent;
  }

  close(): void {
    closeSync(this.#file);
  }
}
