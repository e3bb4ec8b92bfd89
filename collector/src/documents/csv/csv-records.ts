import { CsvError, parse } from 'csv-parse/sync';
import type { Info } from 'csv-parse/sync';

/** Values as they stand there; `line` is the one on which they begin, from 1. */
export type CsvRecord = { record: string[]; line: number };

/**
 * The records of a CSV or, as Excel's 'Unicode text', a list separated by tabs. Empty lines are left out.
 *
 * @param invalid makes the error of what the text is, from a sentence that says where it is no CSV
 */
export function csvRecords(text: string, invalid: (fault: string, cause: CsvError) => Error): CsvRecord[] {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  let begins = 1;
  try {
    const rows = parse(text, {
      delimiter: firstLine.includes('\t') ? '\t' : ',',
      info: true,
      skip_empty_lines: true,
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
    throw invalid(`not CSV near line ${line}: ${faultOf(error)}`, error);
  }
}

function faultOf(error: CsvError): string {
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    return 'it has not as many columns as there are headings. Save it from Excel as CSV again.';
  }
  return 'a quotation mark is missing or stands inside of a value. Save it from Excel as CSV again.';
}
