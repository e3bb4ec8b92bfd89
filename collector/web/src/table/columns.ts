import type { ReactNode } from 'react';

/** Words of the API by which a list is put in order, the one of the first click first. */
export type Sorts = readonly { word: string; direction: 'ascending' | 'descending' }[];

export type Column<Row> = {
  /** In what the browser keeps. */
  id: string;
  /** The columns of the CSV that say the same; its own id unless told. */
  csv?: readonly string[];
  title: string;
  show: (row: Row) => ReactNode;
  /** `heading`: names the row, and is always there; `extra`: only when somebody asks for it. */
  is?: 'heading' | 'extra';
  sorts?: Sorts;
  /** Of its cells. */
  className?: string | undefined;
};

/** Columns of the CSV for those that somebody sees. */
export function csvColumns<Row>(columns: readonly Column<Row>[]): string[] {
  return [...new Set(columns.flatMap(({ id, csv }) => csv ?? [id]))];
}
