import { useTranslation } from 'react-i18next';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { outcomesInOrder } from '../outcomes/outcomes.ts';
import { FilterChip } from '../parts/filter-chip.tsx';
import { withToggled } from './change.ts';
import { wordsOf } from './fields.ts';
import type { Fields, Filters } from './fields.ts';
import { ActiveFilters } from './active-filters.tsx';
import type { FilterName } from './filter-words.ts';
import { FilterMenu } from './filter-menu.tsx';
import { SearchBox } from './search-box.tsx';
import classes from './filters.module.css';

type Props = {
  fields: Fields;
  /** Those that have a menu; whatever else there is can be typed. */
  menus: readonly FilterName[];
  search: Filters;
  change: (next: Filters, how: 'typed' | 'chosen') => void;
  known?: Readonly<Record<string, string | undefined>>;
};

/** Filters of a list; they live in the address, so that a view can be sent to somebody. */
export function FilterBar({ fields, menus, search, change, known = {} }: Props) {
  const { t } = useTranslation();
  // That nobody has looked yet is said of items only.
  const outcomes = outcomesInOrder.filter((outcome) => outcome !== 'not-checked' || 'priority' in fields);
  const choose = (next: Filters) => change(next, 'chosen');
  return (
    <search className={classes.bar} aria-label={t('filter.label')}>
      <SearchBox fields={fields} search={search} change={(next) => change(next, 'typed')} />
      <div className={classes.choices}>
        {outcomes.map((outcome) => (
          <FilterChip
            key={outcome}
            on={wordsOf(search['outcome']).includes(outcome)}
            toggle={() => choose(withToggled(search, fields, 'outcome', outcome))}
          >
            <OutcomeBadge outcome={outcome} />
          </FilterChip>
        ))}
        {'priority' in fields ? (
          <FilterChip
            on={search['priority'] === true}
            toggle={() => choose(withToggled(search, fields, 'priority', 'yes'))}
          >
            {t('filter.priority')}
          </FilterChip>
        ) : null}
        {menus.map((name) => (
          <FilterMenu key={name} name={name} fields={fields} search={search} change={choose} />
        ))}
      </div>
      <ActiveFilters fields={fields} search={search} known={known} change={choose} />
    </search>
  );
}
