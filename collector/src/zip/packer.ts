import { DeflateBlocks } from './deflate-blocks.ts';
import { StoredBlocks } from './stored-blocks.ts';

/** What an archive says of an entry. */
export type Sizes = { crc: number; packed: number; unpacked: number };

/** 0 stores, 1 is the quickest. */
export type Level = 0 | 1 | 2 | 6;

/** Text is written as UTF-8. */
export type Piece = Uint8Array | string;

type Ready = Iterable<Uint8Array> | Promise<Iterable<Uint8Array>>;

/** Makes of what comes piece by piece the content of an entry, by the format DEFLATE. The same pieces give the same. */
export type Packer = {
  readonly sizes: Sizes;
  /** @returns bytes that are ready, often none; each is used before the next one is asked for */
  take(piece: Piece): Ready;
  /** Nothing follows. @returns the rest, in the same way */
  end(): Ready;
};

/** @param onBlock gets every byte once, in order and uncompressed; what it gets is used again afterwards */
export function packerOf(level: Level, onBlock?: (block: Uint8Array) => void): Packer {
  return level === 0 ? new StoredBlocks(onBlock) : new DeflateBlocks(level, onBlock);
}
