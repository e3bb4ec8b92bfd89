import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { PackedFile } from '../zip/packed-file.ts';
import { ZipArchive } from '../zip/zip-archive.ts';
import type { DirectorySpill } from '../zip/zip-archive.ts';
import type { PackEntry, WrittenFile } from './pack-entry.ts';

/** Where an archive goes. */
export type ByteSink = { write(bytes: Uint8Array): Promise<void> };

/** Stands before the archive's own hash in its comment. */
export const archiveHashPrefix = 'tenken-pack sha256 ';

/** Archives themselves: to compress them again takes time and gains nothing. */
const compressedAlready = /\.(xlsx|docx|pptx|zip)$/;

/**
 * The archive of a pack: each entry is hashed as it passes.
 *
 * The comment at the archive's very end holds the SHA-256 of everything before it, so that also a changed byte that no
 * file would show, in a header or behind the last bit of a compressed stream, is noticed.
 */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #archive: ZipArchive;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(sink: ByteSink, spill: DirectorySpill) {
    this.#sink = sink;
    this.#archive = new ZipArchive(spill);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {RangeError} for an entry of 4 GiB and more */
  async add({ path, bytes }: PackEntry): Promise<WrittenFile> {
    const hash = createHash('sha256');
    const pieces = this.#archive.add({
      name: path,
      content: bytes,
      level: compressedAlready.test(path) ? 0 : 1,
      onBytes: (piece) => hash.update(piece),
    });
    for (;;) {
      const { value, done } = await pieces.next();
      if (done) {
        const sha256 = bytes instanceof PackedFile ? bytes.sha256 : hash.digest('hex');
        return { path, sha256, bytes: value.unpacked };
      }
      await this.#write(value);
    }
  }

  /** @returns SHA-256 of the whole archive but its last 64 bytes, which spell it */
  async finish(): Promise<string> {
    const comment = Buffer.from(archiveHashPrefix, 'latin1');
    for await (const piece of this.#archive.finish(comment, 64)) await this.#write(piece);
    const hash = this.#hash.digest('hex');
    await this.#sink.write(Buffer.from(hash, 'latin1'));
    this.#bytes += hash.length;
    return hash;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#sink.write(bytes);
  }
}
