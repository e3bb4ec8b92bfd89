import type { TableValue } from '../table.ts';
import type { StyleName } from './styles.ts';

export type Cell = {
  value: TableValue;
  style?: StyleName;
  /** Merged with so many cells to the right, itself included. For layouts only, never in lists. */
  across?: number;
};

export type SheetRow = {
  cells: readonly (Cell | TableValue)[];
  /** In points, at most 409. Without it Excel follows the text, but not where cells are merged; LibreOffice never. */
  height?: number;
  /** The height is that of now: Excel makes room when somebody enters a longer text. */
  growing?: boolean;
  /** For cells that name none. */
  style?: StyleName;
  /** Printing begins a new page after this row. */
  pageBreak?: boolean;
};

/** What is around the rows of a sheet. */
export type SheetFrame = {
  /** Made fit for a tab by the writer: 31 characters, none of `[]:*?/\`. */
  name: string;
  /** In characters of half width. */
  columnWidths: readonly number[];
  /** On top; again on each further sheet when the rows are too many for one. */
  head: readonly SheetRow[];
  /** How many of the last rows of `head` are repeated on every page. */
  titleRows?: number;
  /** Scrolling leaves `head` in place. */
  frozen?: boolean;
  /** Scrolling to the right leaves so many columns in place; only where `head` stays as well. */
  frozenColumns?: number;
  /** Only cells of an entry style can be edited; there is no password, so that nobody is locked out. */
  protected?: boolean;
  /** The tab is not shown. */
  hidden?: boolean;
  /** Filter buttons on the last row of `head`. */
  filtered?: boolean;
  /** What may be chosen in a column of `rows`, by index from 0. */
  choices?: readonly { column: number; values: readonly string[] }[];
  page: {
    orientation: 'portrait' | 'landscape';
    /** A4 unless told. */
    paper?: 'A3' | 'A4';
    /** How many columns are printed, from the first; all unless told. */
    columns?: number;
    /** Printed on top of each page; the foot says page n / N. */
    header?: { left?: string; center?: string; right?: string };
  };
};

export type Sheet = SheetFrame & { rows(): Iterable<SheetRow> | AsyncIterable<SheetRow> };

export type Workbook<S = Sheet> = {
  title: string;
  /** The moment the content is of: the file says nothing of when it was written. */
  asOf: string;
  sheets: readonly S[];
};
