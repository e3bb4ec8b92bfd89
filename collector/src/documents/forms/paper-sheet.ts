import type { AssessmentRecord } from '../../assessments/record.ts';
import { signatureHeads } from '../paper.ts';
import type { Block, GridColumn, Paper } from '../paper.ts';
import type { Cell, Sheet, SheetRow } from '../spreadsheet/sheet.ts';
import { draftNotice, pageHeader, tabName } from './draft.ts';
import { rowHeight } from './long-text.ts';

/** Twelve narrow columns, in characters of half width: grids take so many of them as their shares say. */
const columnWidth = 8;
const twelve = 12;
/** The same line holds more of the small print. */
const smallWidth = columnWidth * twelve * 1.2;
const labelShare = 2;

/** A paper as the sheet of a workbook, A4 upright. */
export function paperSheet(record: AssessmentRecord, name: string, paper: Paper): Sheet {
  const header = pageHeader(record);
  const notice = draftNotice(record);
  return {
    name: tabName(record, name),
    columnWidths: Array.from({ length: twelve }, () => columnWidth),
    head: [],
    rows: () => [
      ...(notice === null ? [] : [wide(notice, 'draft', 20)]),
      ...(paper.headerRight === paper.title ? [] : [wide(paper.headerRight, 'formNumber', 16)]),
      ...paper.blocks.flatMap(rowsOf),
    ],
    page: {
      orientation: 'portrait',
      header: {
        left: record.organisation.name,
        ...(header === undefined ? {} : { center: header }),
        right: paper.headerRight,
      },
    },
  };
}

function rowsOf(block: Block): SheetRow[] {
  switch (block.kind) {
    case 'line':
      return lineRows(block.look, block.text);
    case 'fields':
      return block.rows.map(([label, value]) =>
        spanned(
          [
            { value: label, style: 'label', share: labelShare },
            { value, style: 'value', share: twelve - labelShare },
          ],
          4,
        ),
      );
    case 'grid':
      return [
        spanned(
          block.columns.map(({ head, share }) => ({ value: head, style: 'head' as const, share })),
          6,
        ),
        ...block.rows.map((row) =>
          spanned(block.columns.map((column, index) => gridCell(column, row[index] ?? ''))),
        ),
        gap,
      ];
    case 'box':
      return [wide('', 'value', 60), gap];
    case 'signatures':
      return [
        gap,
        spanned(signed(signatureHeads, 'head'), 4),
        ...block.people.map(({ role, name, date }) => ({
          ...spanned(signed([role, name, date, ''], 'value')),
          height: 36,
        })),
        gap,
      ];
    case 'together':
      return block.blocks.flatMap(rowsOf);
    default:
      return block satisfies never;
  }
}

type SharedCell = { value: string | number; style: NonNullable<Cell['style']>; share: number };

const gap: SheetRow = { cells: [], height: 8 };
const signatureShares = [2, 4, 4, 2];

function signed(texts: readonly string[], style: 'head' | 'value'): SharedCell[] {
  return texts.map((value, index) => ({
    value,
    style: style === 'value' && index === 0 ? 'label' : style,
    share: signatureShares[index] ?? 1,
  }));
}

function gridCell({ share, align }: GridColumn, value: string | number): SharedCell {
  return { value, style: align === 'center' ? 'mark' : 'value', share };
}

function lineRows(look: Extract<Block, { kind: 'line' }>['look'], text: string): SheetRow[] {
  const width = columnWidth * twelve;
  switch (look) {
    case 'title':
      return [wide(text, 'title', 30)];
    case 'heading':
      return [gap, wide(text, 'heading', rowHeight([{ text, width: width * 0.9 }]) + 2)];
    case 'right':
      return [wide(text, 'formNumber', 16)];
    case 'plain':
      return [wide(text, 'paragraph', rowHeight([{ text, width }]))];
    case 'small':
      return [wide(text, 'small', rowHeight([{ text, width: smallWidth }]) * 0.85)];
    default:
      return look satisfies never;
  }
}

function wide(value: string, style: NonNullable<Cell['style']>, height: number): SheetRow {
  return { cells: [{ value, style, across: twelve }], height };
}

/** A row as high as its texts need. */
function spanned(cells: readonly SharedCell[], extra = 0): SheetRow {
  return {
    cells: cells.map(({ value, style, share }) => ({ value, style, across: share })),
    height:
      rowHeight(cells.map(({ value, share }) => ({ text: String(value), width: share * columnWidth }))) +
      extra,
  };
}
