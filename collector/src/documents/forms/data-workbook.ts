import type { AssessmentRecord } from '../../assessments/record.ts';
import type { Sheet, Workbook } from '../spreadsheet/sheet.ts';
import type { Table } from '../table.ts';
import { pageHeader, tabName } from './draft.ts';

/**
 * Lists as one workbook: headings in the first row, one value in each cell, nothing merged. To be written with
 * `workbookStream`; a list of more than a million rows goes on in a further sheet.
 */
export function dataWorkbook(record: AssessmentRecord, tables: readonly Table[]): Workbook {
  return {
    title: `${record.checklist.title.ja}　データ`,
    asOf: record.assessment.asOf,
    sheets: tables.map((table) => tableSheet(record, table)),
  };
}

function tableSheet(record: AssessmentRecord, table: Table): Sheet {
  const center = pageHeader(record);
  return {
    name: tabName(record, table.title),
    columnWidths: table.columns.map(({ width }) => width),
    head: [{ cells: table.columns.map(({ head }) => head), style: 'head' }],
    titleRows: 1,
    frozen: true,
    filtered: true,
    async *rows() {
      for await (const cells of table.rows()) yield { cells, style: 'list' };
    },
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
