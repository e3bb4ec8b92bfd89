import { useTranslation } from 'react-i18next';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { outcomesInOrder } from '../outcomes/outcomes.ts';
import { FilterChip } from '../parts/filter-chip.tsx';
import { TextFilter } from '../parts/text-filter.tsx';
import type { ListSearch } from '../search.ts';
import { withPriority, withText, withToggled } from './change-search.ts';
import classes from './filters.module.css';

type Props = {
  search: ListSearch;
  change: (next: ListSearch) => void;
  /** Whether the rows are items, some of which have to be reported with priority. */
  priority?: 'offered';
};

/** Filters of a list; they live in the address, so that a view can be sent to somebody. */
export function FilterBar({ search, change, priority }: Props) {
  const { t } = useTranslation();
  const { outcome: chosen = [] } = search;
  return (
    <search className={classes.bar} aria-label={t('filter.label')}>
      <TextFilter value={search.text ?? ''} change={(text) => change(withText(search, text))} />
      {outcomesInOrder.map((outcome) => (
        <FilterChip
          key={outcome}
          on={chosen.includes(outcome)}
          toggle={() => change(withToggled(search, outcome))}
        >
          <OutcomeBadge outcome={outcome} />
        </FilterChip>
      ))}
      {priority === 'offered' ? (
        <FilterChip
          on={search.priority === true}
          toggle={() => change(withPriority(search, !search.priority))}
        >
          {t('filter.priority')}
        </FilterChip>
      ) : null}
    </search>
  );
}
