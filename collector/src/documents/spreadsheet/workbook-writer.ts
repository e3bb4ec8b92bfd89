import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { packageParts, sheetPath } from './package-parts.ts';
import type { WrittenSheet } from './package-parts.ts';
import { columnName } from './references.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetXml } from './sheet-xml.ts';
import type { Sheet, SheetRow, Workbook } from './sheet.ts';
import { stylesXml } from './styles.ts';
import { TabNames } from './tab-names.ts';

export type WorkbookOptions = {
  /** Further rows go to a further sheet, with the same head; Excel ends at 1,048,576. For tests. */
  maxRowsPerSheet?: number;
};

const chunkLength = 64 * 1024;

/**
 * A zip says times as on the clock on the wall: with a fixed one the bytes are the same in any time zone. The day
 * before it is the earliest of all, which yazl compares with.
 */
function entryOptions() {
  return {
    mtime: new Date(1980, 0, 2),
    mode: 0o100644,
    forceDosTimestamp: true,
    // A million rows take 1.3 times the time at 6, and are a tenth smaller.
    compressionLevel: 3,
  };
}

/**
 * A workbook as xlsx, written while it is read: memory does not grow with the rows. The same workbook gives the same
 * bytes. An error of `rows()` ends the stream with that error.
 */
export function workbookStream(workbook: Workbook, options: WorkbookOptions = {}): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  writeParts(zip, workbook, options.maxRowsPerSheet ?? 1_000_000).catch((error: unknown) =>
    output.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return output;
}

async function writeParts(zip: ZipFile, workbook: Workbook, maxRows: number): Promise<void> {
  const strings = new SharedStrings();
  const tabs = new TabNames();
  const written: WrittenSheet[] = [];
  for (const sheet of workbook.sheets) {
    const rows = new Lookahead(sheet.rows());
    try {
      do {
        const xml = new SheetXml(sheet, strings);
        await finished(zip, sheetPath(written.length), sheetPieces(xml, sheet, rows, maxRows));
        written.push({
          tab: tabs.next(sheet.name),
          titles: titlesOf(sheet),
          hidden: sheet.hidden === true,
          area: areaOf(sheet, xml.rows),
        });
      } while (!(await rows.isEmpty()));
    } finally {
      await rows.close();
    }
  }
  const parts: [string, string][] = [
    ['xl/styles.xml', stylesXml()],
    ['xl/sharedStrings.xml', strings.xml()],
    ...packageParts(workbook.title, workbook.asOf, written),
  ];
  for (const [path, content] of parts) zip.addBuffer(Buffer.from(content, 'utf8'), path, entryOptions());
  zip.end();
}

/** Adds one part and waits until its last byte was taken: the next one is decided only then. */
function finished(zip: ZipFile, path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const stream = Readable.from(pieces, { objectMode: false });
  zip.addReadStream(stream, path, entryOptions());
  return new Promise((resolve, reject) => {
    // Whoever reads may go away before the end; then nobody needs further rows.
    const abandoned = () => stream.destroy(new Error('The workbook was closed before its end.'));
    zip.outputStream.once('close', abandoned);
    stream.once('error', reject);
    stream.once('end', () => {
      zip.outputStream.off('close', abandoned);
      resolve();
    });
  });
}

async function* sheetPieces(
  xml: SheetXml,
  sheet: Sheet,
  rows: Lookahead,
  maxRows: number,
): AsyncGenerator<Buffer> {
  let pending = xml.opening();
  for (const row of sheet.head) pending += xml.row(row);
  while (xml.rows - sheet.head.length < maxRows) {
    const row = await rows.next();
    if (row === null) break;
    pending += xml.row(row);
    if (pending.length < chunkLength) continue;
    yield Buffer.from(pending, 'utf8');
    pending = '';
  }
  yield Buffer.from(pending + xml.closing(), 'utf8');
}

function titlesOf(sheet: Sheet): WrittenSheet['titles'] {
  const count = sheet.titleRows ?? 0;
  return count > 0 ? { first: sheet.head.length - count + 1, last: sheet.head.length } : null;
}

function areaOf({ page }: Sheet, rows: number): string | null {
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
