import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Column } from './columns.ts';
import classes from './table.module.css';

const icons = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort };

/** The head of a column; where the list can be put in its order, a button that does so. */
export function HeadCell<Row>({
  column: { title, sorts, className },
  sort,
  change,
}: {
  column: Column<Row>;
  sort: string;
  change: (sort: string) => void;
}) {
  const { t } = useTranslation();
  if (!sorts) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  }
  const current = sorts.findIndex(({ word }) => word === sort);
  const direction = sorts[current]?.direction ?? 'none';
  const next = sorts[(current + 1) % sorts.length];
  const Icon = icons[direction];
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button
        type="button"
        className={classes.sort}
        title={t('table.sortBy', { title })}
        onClick={() => next && change(next.word)}
      >
        {title}
        <Icon size={14} aria-hidden />
      </button>
    </th>
  );
}
