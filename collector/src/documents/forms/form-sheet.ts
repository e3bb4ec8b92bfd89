import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan, fiscalYearName } from '../japanese/calendar.ts';
import type { Cell, Sheet, SheetRow } from '../spreadsheet/sheet.ts';
import { draftNotice, pageHeader, tabName } from './draft.ts';
import { formColumns } from './form-columns.ts';
import type { FormColumn } from './form-columns.ts';
import { formNumber } from './form-numbers.ts';
import { printablePieces, rowHeight } from './long-text.ts';

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
      let chapter: string | undefined;
      for (const item of items) {
        if (item.item.path[0] !== chapter) {
          chapter = item.item.path[0];
          yield { cells: [{ value: chapter ?? '', across }], style: 'label', height: 18 };
        }
        yield* itemRows(record, columns, item);
      }
    },
    page: {
      orientation: 'landscape',
      header: {
        left: record.organisation.name,
        ...center(pageHeader(record)),
        right: formNumber(record.checklist.id)?.number ?? record.checklist.id,
      },
    },
  };
}

/** One row, or several where a text is longer than a row can be printed. */
function* itemRows(
  record: AssessmentRecord,
  columns: readonly FormColumn[],
  item: ItemRecord,
): Generator<SheetRow> {
  const cells = columns.map((column) => column.cell(record, item));
  const pieces = columns.map(({ long, width }, index) => {
    const value = cells[index]?.value ?? '';
    return long && typeof value === 'string' ? printablePieces(value, width) : [value];
  });
  const rows = Math.max(...pieces.map(({ length }) => length));
  for (let row = 0; row < rows; row += 1) {
    const shown = cells.map((cell, index): Cell => {
      const continued = row > 0 && index === 0 ? `${item.item.number}\n（続き）` : '';
      return { ...cell, value: pieces[index]?.[row] ?? continued };
    });
    const texts = shown.map(({ value }, index) => ({
      text: String(value ?? ''),
      width: columns[index]?.width ?? 1,
    }));
    yield { cells: shown, height: rowHeight(texts) };
  }
}

function subtitle(
  { organisation, system, assessment }: AssessmentRecord,
  eraStyle: 'long' | 'letter',
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
