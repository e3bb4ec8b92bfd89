import { own } from '@tenken/shared/own';
import { useQuery } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { controlsQuery } from '../api/queries.ts';
import { shownInstant } from '../format/instants.ts';
import { useDateStyle } from '../format/use-date-style.ts';
import { useText } from '../i18n/use-text.ts';
import { withField, withoutFilters, withToggled } from './change.ts';
import { wordsOf } from './fields.ts';
import type { Fields, Filters } from './fields.ts';
import { isFilterName, useFilterWords } from './filter-words.ts';
import partClasses from '../parts/parts.module.css';
import classes from './filters.module.css';

/** What a list is filtered by at the moment, each to be taken off by itself, or all. */
export function ActiveFilters({
  fields,
  search,
  known,
  change,
}: {
  fields: Fields;
  search: Filters;
  /** Names for ids that no list of the page has, such as the one host that is asked for. */
  known: Readonly<Record<string, string | undefined>>;
  change: (next: Filters) => void;
}) {
  const { t } = useTranslation();
  const text = useText();
  const style = useDateStyle();
  const { title, word } = useFilterWords();
  const controls = useQuery({ ...controlsQuery(), enabled: search['control'] !== undefined });
  const active = Object.keys(fields)
    .filter(isFilterName)
    .flatMap((name) => wordsOf(own(search, name)).map((value) => ({ name, value })));
  if (active.length === 0) return null;
  return (
    <ul className={classes.active} aria-label={t('filter.active')}>
      {active.map(({ name, value }) => (
        <li key={`${name} ${value}`}>
          <button type="button" onClick={() => change(takenOff(name, value))}>
            <span className={partClasses.hidden}>{t('filter.takeOff')}</span>{' '}
            <span className={classes.activeName}>{title(name)}</span> <span>{named(name, value)}</span>
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <button type="button" className={classes.clear} onClick={() => change(withoutFilters(search))}>
          {t('filter.takeOffAll')}
        </button>
      </li>
    </ul>
  );

  function named(name: string, value: string): string {
    if (name === 'control') {
      const control = controls.data?.controls.find(({ id }) => id === value);
      return control ? text(control.title) : value;
    }
    if (name === 'since' || name === 'until') return shownInstant(value, style);
    if (name === 'priority') return t('item.priorityMeaning');
    if (value === '') return t('trust.noLabel');
    return own(known, name) ?? word(name, value);
  }

  function takenOff(name: string, value: string): Filters {
    return own(fields, name)?.several
      ? withToggled(search, fields, name, value)
      : withField(search, name, undefined);
  }
}
