import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { DirectorySpill } from './zip-writer.ts';

const blockBytes = 256 * 1024;

/** A new file that only its user reads, written in large blocks: a pack has a hundred thousand small pieces. */
export class BufferedFile implements DirectorySpill {
  readonly #path: string;
  readonly #file: FileHandle;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<BufferedFile> {
    return new BufferedFile(path, await open(path, 'wx', 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= blockBytes) await this.#flush();
  }

  /** What has been written, from the beginning. */
  async *read(): AsyncGenerator<Uint8Array> {
    await this.#flush();
    yield* createReadStream(this.#path, { highWaterMark: blockBytes }) as AsyncIterable<Uint8Array>;
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
    if (this.#waitingBytes === 0) return;
    const block = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let done = 0; done < block.length;) {
      done += (await this.#file.write(block, done)).bytesWritten;
    }
  }
}
