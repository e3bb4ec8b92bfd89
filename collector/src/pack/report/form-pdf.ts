import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { coverContent } from '../../documents/forms/cover-content.ts';
import { formColumns } from '../../documents/forms/form-columns.ts';
import type { FormColumn } from '../../documents/forms/form-columns.ts';
import { reportForm, tableForm } from '../../documents/forms/form-numbers.ts';
import { chaptersOf, itemRows } from '../../documents/forms/form-rows.ts';
import type { Chapter } from '../../documents/forms/form-rows.ts';
import { markWord } from '../../documents/forms/item-words.ts';
import { subtitle } from '../../documents/forms/form-sheet.ts';
import type { Cell } from '../../documents/spreadsheet/sheet.ts';
import { Printer } from './glyphs.ts';
import { paperContent } from './paper-pdf.ts';
import { gridLayout, printableWidth, renderPdf } from './render.ts';
import type { Content, RenderedPdf } from './render.ts';

/**
 * The form with all its columns and every item whole, to be printed: A4 landscape, headings and chapter repeated on each
 * page, no row parted by the end of a page. In front of it a cover, unless a report goes with the form.
 */
export async function formPdf(record: AssessmentRecord): Promise<RenderedPdf> {
  const printer = new Printer();
  const { checklist } = record;
  const { number, title } = tableForm(checklist);
  const columns = formColumns(checklist, record.officialWording !== null);
  const cover = reportForm(checklist.id) ? [] : paperContent(coverContent(record).blocks, printer);
  const named = number === null ? title : `${number}　${title}`;
  const table: Content[] = [
    {
      text: printer.text(named),
      style: 'title',
      ...(cover.length === 0 ? {} : { pageBreak: 'before', pageOrientation: 'landscape' }),
    },
    { text: printer.text(subtitle(record), 600), margin: [0, 0, 0, 4] },
    ...chaptersOf(record.items).map((chapter) => chapterTable(record, columns, chapter, printer)),
  ];
  return renderPdf(record, printer, {
    title: named,
    headerRight: number ?? title,
    orientation: cover.length === 0 ? 'landscape' : 'portrait',
    content: [...cover, ...table],
  });
}

/** A table of its own, so that the pages on which it goes on say which chapter it is. */
function chapterTable(
  record: AssessmentRecord,
  columns: readonly FormColumn[],
  { title, items }: Chapter,
  printer: Printer,
): Content {
  const rows = items.flatMap((item) => itemRows(record, columns, asPrinted(item)));
  return {
    table: {
      headerRows: 2,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: widthsOf(columns),
      body: [
        columns.map(({ head }) => ({ text: printer.text(head), style: 'head', alignment: 'center' })),
        [
          { text: printer.text(title), style: 'head', colSpan: columns.length },
          ...columns.slice(1).map(() => ''),
        ],
        ...rows.map((cells) => cells.map((cell) => cellContent(cell, printer))),
      ],
    },
    layout: gridLayout,
    style: 'small',
    margin: [0, 0, 0, 6],
  };
}

/** Cells that nobody has filled in are for a workbook: on paper, what is open says so, and why. */
function asPrinted(item: ItemRecord): ItemRecord {
  if (!item.asked || item.role !== null) return item;
  const remarks = item.remarks.trim() === '' ? `（${item.why.ja}）` : item.remarks;
  return { ...item, mark: markWord(item), remarks };
}

/** Whole: pieces are no longer than a page. */
const longest = 20_000;

function cellContent({ value, style }: Cell, printer: Printer): Content {
  const text = printer.text(String(value ?? ''), longest);
  if (style === 'mark') return { text, alignment: 'center' };
  return style === 'unused' ? { text, fillColor: '#d9d9d9' } : text;
}

function widthsOf(columns: readonly FormColumn[]): number[] {
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const free = printableWidth.landscape - columns.length * 6.4;
  return columns.map(({ width }) => (free * width) / all);
}
