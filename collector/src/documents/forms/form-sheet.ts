import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan, fiscalYearName } from '../japanese/calendar.ts';
import type { Cell, Sheet, SheetRow } from '../spreadsheet/sheet.ts';
import { draftNotice, pageHeader, tabName } from './draft.ts';
import { formColumns } from './form-columns.ts';
import type { FormColumn } from './form-columns.ts';
import { tableForm } from './form-numbers.ts';
import { chaptersOf, itemRows } from './form-rows.ts';
import { rowHeight } from './long-text.ts';

/** The table of a form, on A4 landscape with its headings on every page: all items, or those that are reported. */
export function formSheet(
  record: AssessmentRecord,
  name: string,
  title: string,
  items: readonly ItemRecord[],
  eraStyle: 'long' | 'letter',
): Sheet {
  const columns = formColumns(record.checklist, record.officialWording !== null);
  const across = columns.length;
  const line = (value: string, style: Cell['style'], height: number): SheetRow => ({
    cells: [{ value, across, ...(style ? { style } : {}) }],
    height,
  });
  const notice = draftNotice(record);
  return {
    name: tabName(record, name),
    columnWidths: columns.map(({ width }) => width),
    head: [
      ...(notice === null ? [] : [line(notice, 'draft', 20)]),
      line(title, 'title', 24),
      line(subtitle(record, eraStyle), 'plain', 16),
      { cells: columns.map(({ head }) => head), style: 'head', height: 42 },
    ],
    titleRows: 1,
    frozen: true,
    choices: columns.flatMap(({ marks }, column) =>
      marks ? [{ column, values: record.checklist.marks.map(({ mark }) => mark) }] : [],
    ),
    *rows() {
      for (const chapter of chaptersOf(items)) {
        yield { cells: [{ value: chapter.title, across }], style: 'label', height: 18 };
        for (const cells of chapter.items.flatMap((item) => itemRows(record, columns, item))) {
          yield { cells, height: heightOf(cells, columns) };
        }
      }
    },
    page: {
      orientation: 'landscape',
      header: {
        left: record.organisation.name,
        ...center(pageHeader(record)),
        right: tableForm(record.checklist).number ?? record.checklist.title.ja,
      },
    },
  };
}

function heightOf(cells: readonly Cell[], columns: readonly FormColumn[]): number {
  return rowHeight(
    cells.map(({ value }, index) => ({ text: String(value ?? ''), width: columns[index]?.width ?? 1 })),
  );
}

/** Under the title of a form, on paper and in a workbook: whose it is, and of when. */
export function subtitle(
  { organisation, system, assessment }: AssessmentRecord,
  eraStyle: 'long' | 'letter' = 'long',
): string {
  return [
    organisation.name,
    system.name,
    assessment.title.ja,
    fiscalYearName(assessment.fiscalYear, eraStyle),
    `基準日 ${bothCalendars(dateInJapan(assessment.asOf), eraStyle)}`,
  ].join('　／　');
}

function center(text: string | undefined): { center?: string } {
  return text === undefined ? {} : { center: text };
}
