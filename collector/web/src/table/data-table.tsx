import { Table } from '../parts/table.tsx';
import type { Column } from './columns.ts';
import { HeadCell } from './head-cell.tsx';
import classes from './table.module.css';

/** Rows under the columns that somebody chose. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  changeSort,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort: string;
  changeSort: (sort: string) => void;
}) {
  return (
    <Table label={label} dense="yes">
      <thead>
        <tr>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={sort} change={changeSort} />
          ))}
        </tr>
      </thead>
      <tbody className={classes.rows}>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ id, is, className, show }) =>
              is === 'heading' ? (
                <th key={id} scope="row" className={className}>
                  {show(row)}
                </th>
              ) : (
                <td key={id} className={className}>
                  {show(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
