import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.tsx';
import { withoutFilters } from '../filters/change.ts';
import type { Filters } from '../filters/fields.ts';
import classes from './table.module.css';

/** No row meets the filters: they can be taken off at once. */
export function NothingFits({ search, change }: { search: Filters; change: (next: Filters) => void }) {
  const { t } = useTranslation();
  return (
    <Empty title={t('filter.nothing')}>
      <p>{t('filter.nothingNext')}</p>
      <button type="button" className={classes.takeOff} onClick={() => change(withoutFilters(search))}>
        {t('filter.takeOffAll')}
      </button>
    </Empty>
  );
}
