import { Buffer } from 'node:buffer';

const firstBytes = 64 * 1024;

/** Bytes put together until somebody takes them; the memory is used again and again. */
export class PendingBytes {
  #bytes = Buffer.allocUnsafeSlow(firstBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** As UTF-8. */
  addText(text: string): void {
    const length = Buffer.byteLength(text);
    this.#makeRoom(length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** All of them, to be used before more are added. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + more) * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
