import type { ReactNode } from 'react';
import type { Total } from '../../../src/api/result-schemas.ts';
import { FilterBar } from '../filters/filter-bar.tsx';
import type { FilterName } from '../filters/filter-words.ts';
import { isFiltered, withField } from '../filters/change.ts';
import type { Fields, Filters } from '../filters/fields.ts';
import { ColumnChoice } from './column-choice.tsx';
import { csvColumns } from './columns.ts';
import type { Column } from './columns.ts';
import { CsvLinks } from './csv-links.tsx';
import { CursorPager } from './cursor-pager.tsx';
import { DataTable } from './data-table.tsx';
import { NothingFits } from './nothing-fits.tsx';
import classes from './table.module.css';
import { TableTools } from './tools.tsx';
import { useColumns } from './use-columns.ts';

export type ListProps<Row> = {
  /** Under which the browser keeps its columns. */
  name: string;
  label: string;
  fields: Fields;
  menus: readonly FilterName[];
  search: Filters;
  /** The order when nobody asked for one. */
  usualSort: string;
  change: (next: Filters, how: 'typed' | 'chosen') => void;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  rows: readonly Row[];
  shown: Total;
  /** Of all rows, whatever the filters are. */
  total?: number;
  next: string | null;
  /** Where the whole list can be had as CSV, below `/api/v1`, and what it is filtered by. */
  csv: { path: string; filters: Filters } | null;
  /** Names for ids among the filters. */
  known?: Readonly<Record<string, string | undefined>>;
  /** What to do where there is nothing although nothing is filtered. */
  empty: ReactNode;
  /** The rows are those of before, while new ones are on their way. */
  stale: boolean;
};

/** Filters, count, columns, file, table and pages: every long list of the page. */
export function DataList<Row>(props: ListProps<Row>) {
  const { label, fields, search, change, rows, columns, csv } = props;
  const { shown, toggle, reset } = useColumns(props.name, columns);
  const { sort, cursor } = search;
  return (
    <>
      <FilterBar
        fields={fields}
        menus={props.menus}
        search={search}
        change={change}
        {...(props.known && { known: props.known })}
      />
      <TableTools shown={props.shown} total={props.total}>
        <ColumnChoice columns={columns} shown={shown} toggle={toggle} reset={reset} />
        {csv === null ? null : <CsvLinks path={csv.path} filters={csv.filters} columns={csvColumns(shown)} />}
      </TableTools>
      {rows.length > 0 ? (
        <div className={props.stale ? classes.stale : undefined} aria-busy={props.stale}>
          <DataTable
            label={label}
            columns={shown}
            rows={rows}
            rowKey={props.rowKey}
            sort={typeof sort === 'string' ? sort : props.usualSort}
            changeSort={(word) => change(withField(search, 'sort', word), 'chosen')}
          />
        </div>
      ) : isFiltered(search) ? (
        <NothingFits search={search} change={(changed) => change(changed, 'chosen')} />
      ) : (
        props.empty
      )}
      <CursorPager cursor={typeof cursor === 'string' ? cursor : undefined} next={props.next} />
    </>
  );
}
