import type { ReactNode } from 'react';

/** Words of the API by which a list is put in order, the one of the first click first. */
export type Sorts = readonly { word: string; direction: 'ascending' | 'descending' }[];

export type Column<Row> = {
  /** In the address, in what the browser keeps, and in the CSV. */
  id: string;
  title: string;
  show: (row: Row) => ReactNode;
  /** `heading`: names the row, and is always there; `extra`: only when somebody asks for it. */
  is?: 'heading' | 'extra';
  sorts?: Sorts;
  /** Of its cells. */
  className?: string | undefined;
};
