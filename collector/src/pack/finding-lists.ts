import type { FindingRecord, ItemRecord } from '../assessments/record.ts';
import type { PackedFile, PackedFileOptions } from '../zip/packed-file.ts';
import type { PackEntry } from './pack-entry.ts';

/** A file for what becomes an entry later; it is removed with the other scratch files. */
export type OpenPart = (options: PackedFileOptions) => Promise<PackedFile>;

/** Lists of all findings that others want in a pack: each finding passes once, in the order of the record's items. */
export type FindingLists = {
  /** @returns what takes the item's findings, one after another; it keeps none of them */
  of(item: ItemRecord): (finding: FindingRecord) => void;
  /** Called now and then between findings: what waits in memory goes to disk. */
  drain(): Promise<void>;
  /** Called once, when the last finding has passed. */
  entries(): AsyncIterable<PackEntry>;
};

export type FindingListMaker = (open: OpenPart) => FindingLists;
