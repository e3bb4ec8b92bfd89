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
  /** For cells that name none. */
  style?: StyleName;
  /** Printing begins a new page after this row. */
  pageBreak?: boolean;
};

export type Sheet = {
  /** Made fit for a tab by the writer: 31 characters, none of `[]:*?/\`. */
  name: string;
  /** In characters of half width. */
  columnWidths: readonly number[];
  /** On top; again on each further sheet when the rows are too many for one. */
  head: readonly SheetRow[];
  rows(): Iterable<SheetRow> | AsyncIterable<SheetRow>;
  /** How many of the last rows of `head` are repeated on every page. */
  titleRows?: number;
  /** Scrolling leaves `head` in place. */
  frozen?: boolean;
  /** Filter buttons on the last row of `head`. */
  filtered?: boolean;
  /** What may be chosen in a column of `rows`, by index from 0. */
  choices?: readonly { column: number; values: readonly string[] }[];
  page: {
    orientation: 'portrait' | 'landscape';
    /** How many columns are printed, from the first; all unless told. */
    columns?: number;
    /** Printed on top of each page; the foot says page n / N. */
    header?: { left?: string; center?: string; right?: string };
  };
};

export type Workbook = {
  title: string;
  /** The moment the content is of: the file says nothing of when it was written. */
  asOf: string;
  sheets: readonly Sheet[];
};
