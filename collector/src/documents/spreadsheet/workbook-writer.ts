import { Readable } from 'node:stream';
import { chunks } from '../../pack/chunks.ts';
import { ZipArchive } from '../../zip/zip-archive.ts';
import { defaultMaxRows, GrownSheet, sheetLevel } from './growing-sheet.ts';
import type { SheetPart } from './growing-sheet.ts';
import { packageParts, sheetPath } from './package-parts.ts';
import type { WrittenSheet } from './package-parts.ts';
import { columnName } from './references.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetXml } from './sheet-xml.ts';
import type { Sheet, SheetFrame, SheetRow, Workbook } from './sheet.ts';
import { stylesXml } from './styles.ts';
import { TabNames } from './tab-names.ts';

export type WorkbookOptions = {
  /** Further rows go to a further sheet, with the same head; Excel ends at 1,048,576. For tests. */
  maxRowsPerSheet?: number;
  /** Those of sheets that have grown already. */
  strings?: SharedStrings;
};

const chunkLength = 64 * 1024;

/**
 * A workbook as xlsx, written while it is read: memory does not grow with the rows. The same workbook gives the same
 * bytes. An error of `rows()` ends the stream with that error.
 */
export function workbookStream(
  workbook: Workbook<Sheet | GrownSheet>,
  options: WorkbookOptions = {},
): Readable {
  return Readable.from(workbookBytes(workbook, options), { objectMode: false });
}

/** The same, for whoever reads piece by piece. */
export async function* workbookBytes(
  workbook: Workbook<Sheet | GrownSheet>,
  { maxRowsPerSheet: maxRows = defaultMaxRows, strings = new SharedStrings() }: WorkbookOptions = {},
): AsyncGenerator<Uint8Array> {
  const records: Uint8Array[] = [];
  const zip = new ZipArchive({
    write: (record) => Promise.resolve(void records.push(record)),
    async *read() {
      yield* records;
    },
  });
  const tabs = new TabNames();
  const written: WrittenSheet[] = [];
  for (const sheet of workbook.sheets) {
    for await (const part of sheet instanceof GrownSheet ? sheet.parts : parts(sheet, strings, maxRows)) {
      yield* zip.add({ name: sheetPath(written.length), content: part.content, level: sheetLevel });
      written.push(writtenSheet(tabs.next(sheet.name), sheet, part.rows()));
    }
  }
  yield* zip.add({ name: 'xl/sharedStrings.xml', content: chunks(strings.xml()), level: 6 });
  const others: [string, string][] = [
    ['xl/styles.xml', stylesXml()],
    ...packageParts(workbook.title, workbook.asOf, written),
  ];
  for (const [name, content] of others) {
    yield* zip.add({ name, content: Buffer.from(content), level: sheetLevel });
  }
  yield* zip.finish();
}

/** One after another, each to be read to its end before the next is asked for. */
async function* parts(sheet: Sheet, strings: SharedStrings, maxRows: number): AsyncGenerator<SheetPart> {
  const rows = new Lookahead(sheet.rows());
  try {
    do {
      const xml = new SheetXml(sheet, strings);
      yield { content: sheetPieces(xml, sheet, rows, maxRows), rows: () => xml.rows };
    } while (!(await rows.isEmpty()));
  } finally {
    await rows.close();
  }
}

async function* sheetPieces(
  xml: SheetXml,
  sheet: Sheet,
  rows: Lookahead,
  maxRows: number,
): AsyncGenerator<string> {
  let pending = xml.opening();
  for (const row of sheet.head) pending += xml.row(row);
  while (xml.rows - sheet.head.length < maxRows) {
    const row = await rows.next();
    if (row === null) break;
    pending += xml.row(row);
    if (pending.length < chunkLength) continue;
    yield pending;
    pending = '';
  }
  yield pending + xml.closing();
}

function writtenSheet(tab: string, sheet: SheetFrame | GrownSheet, rows: number): WrittenSheet {
  const frame = sheet instanceof GrownSheet ? sheet.frame : sheet;
  return { tab, titles: titlesOf(frame), hidden: frame.hidden === true, area: areaOf(frame, rows) };
}

function titlesOf(sheet: SheetFrame): WrittenSheet['titles'] {
  const count = sheet.titleRows ?? 0;
  return count > 0 ? { first: sheet.head.length - count + 1, last: sheet.head.length } : null;
}

function areaOf({ page }: SheetFrame, rows: number): string | null {
  return page.columns === undefined ? null : `$A$1:$${columnName(page.columns - 1)}$${Math.max(1, rows)}`;
}

/** Rows one after another, and whether there are any left without taking one. */
class Lookahead {
  readonly #rows: Iterator<SheetRow> | AsyncIterator<SheetRow>;
  #held: SheetRow | null = null;

  constructor(rows: Iterable<SheetRow> | AsyncIterable<SheetRow>) {
    this.#rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  async next(): Promise<SheetRow | null> {
    const row = this.#held;
    if (row) {
      this.#held = null;
      return row;
    }
    const result = await this.#rows.next();
    return result.done ? null : result.value;
  }

  async isEmpty(): Promise<boolean> {
    this.#held ??= await this.next();
    return this.#held === null;
  }

  /** Lets a query behind the rows end; harmless after the last row. */
  async close(): Promise<void> {
    await this.#rows.return?.();
  }
}
