import type { Piece } from '../zip/packer.ts';
import type { PackedFile } from '../zip/packed-file.ts';

/**
 * One file of a pack. What is made piece by piece is asked for when its turn comes, so that nothing has to be held;
 * the same record must give the same bytes each time.
 */
export type PackEntry = {
  /** Below the pack's top folder, with `/` between folders; see `checkedName`. */
  path: string;
  bytes: Uint8Array | AsyncIterable<Piece> | PackedFile;
};

/** What is known of a file once it has been written. */
export type WrittenFile = {
  path: string;
  /** Lower-case hexadecimal, of the file as it is unpacked. */
  sha256: string;
  bytes: number;
};
