import type { AssessmentRecord } from '../../assessments/record.ts';
import type { Sheet, SheetFrame, Workbook } from '../spreadsheet/sheet.ts';
import type { GrownSheet } from '../spreadsheet/growing-sheet.ts';
import type { Table } from '../table.ts';
import { pageHeader, tabName } from './draft.ts';

/**
 * Lists as one workbook: headings in the first row, one value in each cell, nothing merged. To be written with
 * `workbookStream`; a list of more than a million rows goes on in a further sheet.
 *
 * @param grown lists that have been written already, to be the last
 */
export function dataWorkbook(
  record: AssessmentRecord,
  tables: readonly Table[],
  grown: readonly GrownSheet[] = [],
): Workbook<Sheet | GrownSheet> {
  return {
    title: `${record.checklist.title.ja}　データ`,
    asOf: record.assessment.asOf,
    sheets: [...tables.map((table) => tableSheet(record, table)), ...grown],
  };
}

function tableSheet(record: AssessmentRecord, table: Table): Sheet {
  return {
    ...tableFrame(record, table),
    async *rows() {
      for await (const cells of table.rows()) yield { cells, style: 'list' };
    },
  };
}

/** What is around a list in the workbook. */
export function tableFrame(record: AssessmentRecord, table: Omit<Table, 'rows'>): SheetFrame {
  const center = pageHeader(record);
  return {
    name: tabName(record, table.title),
    columnWidths: table.columns.map(({ width }) => width),
    head: [{ cells: table.columns.map(({ head }) => head), style: 'head' }],
    titleRows: 1,
    frozen: true,
    filtered: true,
    page: {
      orientation: 'landscape',
      header: {
        left: record.organisation.name,
        ...(center === undefined ? {} : { center }),
        right: table.title,
      },
    },
  };
}
