import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { BufferedFile } from './buffered-file.ts';
import { packerOf } from './packer.ts';
import type { Level, Packer, Piece, Sizes } from './packer.ts';

/** Content that lies compressed until an archive takes it; each piece is used before the next one is asked for. */
export type Packed = { readonly sizes: Sizes; read(): AsyncIterable<Uint8Array> };

/** `hashed` where the archive wants to know the SHA-256 of what is in it. */
export type PackedFileOptions = { level: Level; hashed: boolean };

/** What becomes one entry of an archive later, while others are being written: compressed, on disk. */
export class PackedFile implements Packed {
  readonly #file: BufferedFile;
  readonly #hash: Hash | null;
  readonly #packer: Packer;
  #sha256: string | null = null;

  private constructor(file: BufferedFile, level: Level, hash: Hash | null) {
    this.#file = file;
    this.#hash = hash;
    this.#packer = packerOf(level, (block) => this.#hash?.update(block));
  }

  static async create(path: string, { level, hashed }: PackedFileOptions): Promise<PackedFile> {
    return new PackedFile(await BufferedFile.create(path), level, hashed ? createHash('sha256') : null);
  }

  async write(piece: Piece): Promise<void> {
    for (const packed of await this.#packer.take(piece)) await this.#file.write(packed);
  }

  /** Nothing follows. */
  async end(): Promise<void> {
    for (const packed of await this.#packer.end()) await this.#file.write(packed);
    this.#sha256 = this.#hash?.digest('hex') ?? null;
  }

  /** Whole when it has ended. */
  get sizes(): Sizes {
    return this.#packer.sizes;
  }

  /** Of what is in it, uncompressed. @throws {RangeError} before its end, or when it is not hashed */
  get sha256(): string {
    if (this.#sha256 === null) throw new RangeError('the file has no hash');
    return this.#sha256;
  }

  read(): AsyncIterable<Uint8Array> {
    return this.#file.read();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
