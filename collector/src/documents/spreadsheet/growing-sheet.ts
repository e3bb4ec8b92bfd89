import { PendingBytes } from '../../lines/pending-bytes.ts';
import type { Level } from '../../zip/packer.ts';
import type { PackedFile, PackedFileOptions } from '../../zip/packed-file.ts';
import type { ChangedRow } from '../row-above.ts';
import type { SharedStrings } from './shared-strings.ts';
import { SheetXml } from './sheet-xml.ts';
import type { SheetFrame } from './sheet.ts';

/** Excel ends at 1,048,576. */
export const defaultMaxRows = 1_000_000;

/** A million rows take two thirds more time at 3, and nothing is smaller. */
export const sheetLevel: Level = 2;

const sheetFile: PackedFileOptions = { level: sheetLevel, hashed: false };

export type GrowingSheetOptions = {
  /** A new file for a sheet's compressed XML, and for each further one. */
  open: (options: PackedFileOptions) => Promise<PackedFile>;
  /** Of all sheets that one workbook will hold. */
  strings: SharedStrings;
  /** For tests. */
  maxRows?: number;
};

type Full = { bytes: Uint8Array; rows: number };

/** A sheet whose rows come one at a time from elsewhere, while others grow beside it: it lies compressed on disk. */
export class GrowingSheet {
  readonly #frame: SheetFrame;
  readonly #options: GrowingSheetOptions;
  readonly #files: PackedFile[] = [];
  readonly #parts: SheetPart[] = [];
  /** Sheets that are full and wait for the disk. */
  readonly #full: Full[] = [];
  readonly #pending = new PendingBytes();
  #xml: SheetXml;

  constructor(frame: SheetFrame, options: GrowingSheetOptions) {
    this.#frame = frame;
    this.#options = options;
    this.#xml = this.#opened();
  }

  /** A row of a list. What it says is in memory until `drain`. */
  row(row: ChangedRow): void {
    if (this.#xml.rows - this.#frame.head.length >= (this.#options.maxRows ?? defaultMaxRows)) {
      this.#full.push(this.#closed());
      this.#xml = this.#opened();
    }
    this.#pending.add(this.#xml.listRow(row));
  }

  /** To be called again and again between rows: takes to disk what waits. */
  async drain(): Promise<void> {
    for (let full = this.#full.shift(); full; full = this.#full.shift()) await this.#finish(full);
    await this.#write(this.#pending.take());
  }

  /** No row follows. */
  async end(): Promise<GrownSheet> {
    this.#full.push(this.#closed());
    for (let full = this.#full.shift(); full; full = this.#full.shift()) await this.#finish(full);
    return new GrownSheet(this.#frame, this.#parts);
  }

  #closed(): Full {
    this.#pending.addText(this.#xml.closing());
    // Rows of the next sheet may come before this one is written.
    return { bytes: Buffer.from(this.#pending.take()), rows: this.#xml.rows };
  }

  async #finish({ bytes, rows }: Full): Promise<void> {
    await this.#write(bytes);
    const content = this.#files.at(-1);
    if (!content) return;
    await content.end();
    this.#parts.push({ content, rows: () => rows });
  }

  /** To the file of the sheet that grows now. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    if (this.#files.length === this.#parts.length) this.#files.push(await this.#options.open(sheetFile));
    await this.#files.at(-1)?.write(bytes);
  }

  #opened(): SheetXml {
    const xml = new SheetXml(this.#frame, this.#options.strings);
    this.#pending.addText(xml.opening());
    for (const row of this.#frame.head) this.#pending.addText(xml.row(row));
    return xml;
  }
}

/** One sheet of a workbook; `rows`: how many it has, once its content has been read to the end. */
export type SheetPart = { content: PackedFile | AsyncIterable<string>; rows: () => number };

/** A sheet, or several where the rows were too many for one, that lie ready for their workbook. */
export class GrownSheet {
  readonly name: string;
  readonly frame: SheetFrame;
  readonly parts: readonly SheetPart[];

  constructor(frame: SheetFrame, parts: readonly SheetPart[]) {
    this.name = frame.name;
    this.frame = frame;
    this.parts = parts;
  }
}
