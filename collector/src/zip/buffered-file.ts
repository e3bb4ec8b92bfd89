import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { DirectorySpill } from './zip-archive.ts';

const blockBytes = 256 * 1024;

/**
 * A new file that only its user reads, written in large blocks: a pack has a hundred thousand small pieces. One block
 * is kept for all of them, since memory outside of the heap is given back late.
 */
export class BufferedFile implements DirectorySpill {
  readonly #file: FileHandle;
  readonly #block = Buffer.allocUnsafeSlow(blockBytes);
  #filled = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<BufferedFile> {
    return new BufferedFile(await open(path, 'wx+', 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const fits = Math.min(bytes.length - at, blockBytes - this.#filled);
      this.#block.set(bytes.subarray(at, at + fits), this.#filled);
      this.#filled += fits;
      at += fits;
      if (this.#filled === blockBytes) await this.#flush();
    }
  }

  /** What has been written, from the beginning. Each piece is to be used before the next one is asked for. */
  async *read(): AsyncGenerator<Uint8Array> {
    await this.#flush();
    for (let position = 0; ;) {
      const { bytesRead } = await this.#file.read(this.#block, 0, blockBytes, position);
      if (bytesRead === 0) return;
      yield this.#block.subarray(0, bytesRead);
      position += bytesRead;
    }
  }

  /** On disk when this returns. */
  async sync(): Promise<void> {
    await this.#flush();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    for (let done = 0; done < this.#filled;) {
      done += (await this.#file.write(this.#block, done, this.#filled - done)).bytesWritten;
    }
    this.#filled = 0;
  }
}
