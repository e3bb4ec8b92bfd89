import type { Level } from '../../zip/deflate-blocks.ts';
import type { PackedFile, PackedFileOptions } from '../../zip/packed-file.ts';
import type { TableValue } from '../table.ts';
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

/** A sheet whose rows come one at a time from elsewhere, while others grow beside it: it lies compressed on disk. */
export class GrowingSheet {
  readonly #frame: SheetFrame;
  readonly #options: GrowingSheetOptions;
  readonly #parts: PackedFile[] = [];
  /** Sheets that are full and wait for the disk. */
  readonly #full: string[] = [];
  #xml: SheetXml;
  #pending: string;

  constructor(frame: SheetFrame, options: GrowingSheetOptions) {
    this.#frame = frame;
    this.#options = options;
    [this.#xml, this.#pending] = this.#opened();
  }

  /** A row of a list. What it says is in memory until `drain`. */
  row(cells: readonly TableValue[]): void {
    if (this.#xml.rows - this.#frame.head.length >= (this.#options.maxRows ?? defaultMaxRows)) {
      this.#full.push(this.#pending + this.#xml.closing());
      [this.#xml, this.#pending] = this.#opened();
    }
    this.#pending += this.#xml.listRow(cells);
  }

  /** To be called again and again between rows: takes to disk what waits. */
  async drain(): Promise<void> {
    for (let text = this.#full.shift(); text !== undefined; text = this.#full.shift()) {
      await this.#write(text);
      await this.#parts.at(-1)?.end();
      this.#parts.push(await this.#options.open(sheetFile));
    }
    const text = this.#pending;
    this.#pending = '';
    await this.#write(text);
  }

  /** No row follows. */
  async end(): Promise<GrownSheet> {
    this.#pending += this.#xml.closing();
    await this.drain();
    await this.#parts.at(-1)?.end();
    return new GrownSheet(this.#frame, this.#parts);
  }

  async #write(text: string): Promise<void> {
    if (this.#parts.length === 0) this.#parts.push(await this.#options.open(sheetFile));
    if (text !== '') await this.#parts.at(-1)?.write(text);
  }

  #opened(): [SheetXml, string] {
    const xml = new SheetXml(this.#frame, this.#options.strings);
    let text = xml.opening();
    for (const row of this.#frame.head) text += xml.row(row);
    return [xml, text];
  }
}

/** A sheet, or several where the rows were too many for one, that lie ready for their workbook. */
export class GrownSheet {
  readonly name: string;
  readonly head: SheetFrame['head'];
  readonly titleRows: number;
  readonly parts: readonly PackedFile[];

  constructor({ name, head, titleRows = 0 }: SheetFrame, parts: readonly PackedFile[]) {
    this.name = name;
    this.head = head;
    this.titleRows = titleRows;
    this.parts = parts;
  }
}
