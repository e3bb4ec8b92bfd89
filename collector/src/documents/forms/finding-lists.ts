import type {
  AssessmentRecord,
  AssessmentSource,
  FindingRecord,
  ItemRecord,
} from '../../assessments/record.ts';
import type { FindingListMaker, FindingLists, OpenPart } from '../../pack/finding-lists.ts';
import type { PackEntry } from '../../pack/pack-entry.ts';
import { PendingBytes } from '../../lines/pending-bytes.ts';
import type { PackedFile } from '../../zip/packed-file.ts';
import { CsvLines } from '../csv/csv-lines.ts';
import { csvHead } from '../csv/write-csv.ts';
import { GrowingSheet } from '../spreadsheet/growing-sheet.ts';
import { SharedStrings } from '../spreadsheet/shared-strings.ts';
import { workbookBytes } from '../spreadsheet/workbook-writer.ts';
import type { ChangedRow } from '../row-above.ts';
import { dataWorkbook, tableFrame } from './data-workbook.ts';
import { csvFileName, dataFileName } from './names.ts';
import { findingTables, otherTables } from './tables/index.ts';
import type { FindingTable, RowTaker } from './tables/findings.ts';

/** The lists of findings as CSV, and the workbook with every list: made while the findings pass once. */
export function findingLists(record: AssessmentRecord, source: AssessmentSource): FindingListMaker {
  return (open): FindingLists => {
    const strings = new SharedStrings();
    const lists = findingTables(record).map((table) => new FindingList(record, table, strings, open));
    return {
      of(item) {
        const takers = lists.map((list) => list.of(item));
        return (finding) => {
          for (const take of takers) take(finding);
        };
      },
      async drain() {
        for (const list of lists) await list.drain();
      },
      async *entries(): AsyncGenerator<PackEntry> {
        const sheets = [];
        for (const list of lists) {
          yield { path: `data/${csvFileName(record, list.table)}`, bytes: await list.csv() };
          sheets.push(await list.sheet.end());
        }
        const workbook = dataWorkbook(record, otherTables(record, source), sheets);
        yield { path: `data/${dataFileName(record)}`, bytes: workbookBytes(workbook, { strings }) };
      },
    };
  };
}

const listFile = { level: 1, hashed: true } as const;

/** One list in both of its shapes. */
class FindingList {
  readonly table: FindingTable;
  readonly sheet: GrowingSheet;
  readonly #open: OpenPart;
  readonly #rows: RowTaker;
  readonly #lines: CsvLines;
  readonly #pending = new PendingBytes();
  #file: PackedFile | null = null;

  constructor(record: AssessmentRecord, table: FindingTable, strings: SharedStrings, open: OpenPart) {
    this.table = table;
    this.sheet = new GrowingSheet(tableFrame(record, table), { open, strings });
    this.#open = open;
    this.#rows = table.passing();
    this.#lines = new CsvLines(table.columns.length);
    this.#pending.addText(csvHead(table));
  }

  of(item: ItemRecord): (finding: FindingRecord) => void {
    const pass = this.#rows(item);
    return (finding) => pass(finding, this.#take);
  }

  readonly #take = (row: ChangedRow): void => {
    this.#pending.add(this.#lines.next(row));
    this.sheet.row(row);
  };

  async drain(): Promise<void> {
    this.#file ??= await this.#open(listFile);
    await this.#file.write(this.#pending.take());
    await this.sheet.drain();
  }

  /** No row follows. */
  async csv(): Promise<PackedFile> {
    await this.drain();
    const file = this.#file ?? (await this.#open(listFile));
    await file.end();
    return file;
  }
}
