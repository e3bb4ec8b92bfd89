import type { Item } from '../../../../src/api/schemas.ts';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../table/columns.ts';
import classes from './checklist.module.css';
import { byHeading } from './by-heading.ts';

/** Items in the order of the form, under the headings that are printed there. */
export function ItemTable({
  label,
  columns,
  items,
}: {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
}) {
  return (
    <Table label={label} dense="yes">
      <thead>
        <tr>
          {columns.map(({ id, title, className }) => (
            <th key={id} scope="col" className={className}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      {byHeading(items).map(({ headings, items: group }) => (
        <tbody key={headings.map(({ text }) => text).join(' ') || group[0]?.id}>
          {headings.map(({ level, text }) => (
            <tr key={text} className={classes.heading} data-level={level}>
              <th scope="rowgroup" colSpan={columns.length} lang="ja">
                {text}
              </th>
            </tr>
          ))}
          {group.map((item) => (
            <tr key={item.id}>
              {columns.map(({ id, is, className, show }) =>
                is === 'heading' ? (
                  <th key={id} scope="row" className={className}>
                    {show(item)}
                  </th>
                ) : (
                  <td key={id} className={className}>
                    {show(item)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      ))}
    </Table>
  );
}
