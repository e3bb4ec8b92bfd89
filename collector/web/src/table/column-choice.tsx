import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CheckList } from '../parts/check-list.tsx';
import { Dropdown } from '../parts/dropdown.tsx';
import type { Column } from './columns.ts';

/** Which columns a table has; those that name its rows cannot be left out. */
export function ColumnChoice<Row>({
  columns,
  shown,
  toggle,
  reset,
}: {
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  toggle: (id: string) => void;
  reset: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dropdown title={t('table.columns')} align="end">
      {() => (
        <>
          <CheckList
            title={t('table.columnsShown')}
            choices={columns
              .filter(({ is }) => is !== 'heading')
              .map(({ id, title }) => ({ value: id, label: title, words: title }))}
            chosen={shown.map(({ id }) => id)}
            toggle={toggle}
          />
          <Button size="compact-sm" variant="subtle" onClick={reset}>
            {t('table.columnsReset')}
          </Button>
        </>
      )}
    </Dropdown>
  );
}
