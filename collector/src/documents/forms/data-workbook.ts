import type { AssessmentRecord } from '../../assessments/record.ts';
import type { GrownSheet } from '../spreadsheet/growing-sheet.ts';
import type { Sheet, SheetFrame, Workbook } from '../spreadsheet/sheet.ts';
import type { Table, TableValue } from '../table.ts';
import { draftNotice, pageHeader, tabName } from './draft.ts';
import { rowHeight } from './long-text.ts';

/**
 * Lists as one workbook: headings in one row, one value in each cell, nothing merged. In a draft a line above
 * the headings says so. To be written with
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
  const frame = tableFrame(record, table);
  return {
    ...frame,
    async *rows() {
      for await (const cells of table.rows()) {
        yield table.wrapped
          ? { cells, style: 'cell', height: heightOf(cells, frame.columnWidths) }
          : { cells, style: 'list' };
      }
    },
  };
}

/** What is around a list in the workbook. */
export function tableFrame(record: AssessmentRecord, table: Omit<Table, 'rows'>): SheetFrame {
  const center = pageHeader(record);
  const notice = draftNotice(record);
  const widths = table.columns.map(({ width }) => width);
  const printed = table.columns.filter(({ unprinted }) => !unprinted).length;
  return {
    name: tabName(record, table.title),
    columnWidths: widths,
    head: [
      ...(notice === null ? [] : [{ cells: [notice], style: 'draft' as const, height: 20 }]),
      { cells: table.columns.map(({ head }) => head), style: 'head', height: headHeight(table) },
    ],
    titleRows: 1,
    frozen: true,
    filtered: true,
    page: {
      orientation: 'landscape',
      ...(printed < widths.length ? { columns: printed } : {}),
      header: {
        left: record.organisation.name,
        ...(center === undefined ? {} : { center }),
        right: table.title,
      },
    },
  };
}

function headHeight({ columns }: Pick<Table, 'columns'>): number {
  return rowHeight(columns.map(({ head, width }) => ({ text: head, width }))) + 4;
}

function heightOf(cells: readonly TableValue[], widths: readonly number[]): number {
  return rowHeight(cells.map((value, index) => ({ text: String(value ?? ''), width: widths[index] ?? 1 })));
}
