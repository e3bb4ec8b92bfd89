import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { CsvError, parse } from 'csv-parse/sync';
import type { Info } from 'csv-parse/sync';

/** Values as they stand there; `line` is the one on which they begin, from 1. */
export type CsvRecord = { record: string[]; line: number };

/** The first record holds the headings; `blankRows` is how many rows of empty cells were left out, as Excel writes them. */
export type CsvRecords = { records: CsvRecord[]; blankRows: number };

const advice = text('ExcelからCSVで保存し直してください。', 'Save it from Excel as CSV again.');

/**
 * The records of a CSV or, as Excel's 'Unicode text', a list separated by tabs.
 *
 * @param invalid makes the error of what the text is, from a sentence that says where it is no CSV
 */
export function csvRecords(content: string, invalid: (fault: Text, cause?: CsvError) => Error): CsvRecords {
  const all = parsed(content, invalid);
  const records = all.filter(({ record }) => !isBlank(record));
  const [headings] = records;
  const uneven = records.find(({ record }) => record.length !== headings?.record.length);
  if (uneven) {
    throw invalid(
      text(
        `${uneven.line}行目の辺りがCSVとして読めません。列の数が見出しと違います。${advice.ja}`,
        `not CSV near line ${uneven.line}: it has not as many columns as there are headings. ${advice.en}`,
      ),
    );
  }
  return { records, blankRows: all.length - records.length };
}

function parsed(content: string, invalid: (fault: Text, cause: CsvError) => Error): CsvRecord[] {
  const firstLine = content.slice(0, content.search(/\r?\n|$/));
  let begins = 1;
  try {
    const rows = parse(content, {
      delimiter: firstLine.includes('\t') ? '\t' : ',',
      info: true,
      // A blank row may have any number of cells.
      relax_column_count: true,
    }) as unknown as { record: string[]; info: Info }[];
    // What csv-parse counts is the line on which a record ends.
    return rows.map(({ record, info }) => {
      const line = info.lines - record.reduce((breaks, value) => breaks + value.split('\n').length - 1, 0);
      begins = line;
      return { record, line };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : begins;
    const fault = text(
      `${line}行目の辺りがCSVとして読めません。引用符が足りないか、値の途中にあります。${advice.ja}`,
      `not CSV near line ${line}: a quotation mark is missing or stands inside of a value. ${advice.en}`,
    );
    throw invalid(fault, error);
  }
}

function isBlank(record: readonly string[]): boolean {
  return record.every((value) => value.trim() === '');
}
