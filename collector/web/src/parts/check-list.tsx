import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '../format/fold.ts';
import classes from './check-list.module.css';

export type Choice = { value: string; label: ReactNode; words: string; count?: number };

/** From so many on, a list is searched rather than read. */
const searchedFrom = 9;
/** Departments may be hundreds; whoever looks for one of those types a part of it. */
const shownAtMost = 60;

/** Things to tick, each by itself. */
export function CheckList({
  title,
  choices,
  chosen,

  toggle,
}: {
  title: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  toggle: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const fitting = choices.filter(({ words, value }) => matches(wanted, [words, value]));
  return (
    <fieldset className={classes.list}>
      <legend>{title}</legend>
      {choices.length < searchedFrom ? null : (
        <TextInput
          size="xs"
          type="search"
          aria-label={t('table.searchChoices', { title })}
          placeholder={t('table.searchChoices', { title })}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {fitting.slice(0, shownAtMost).map(({ value, label, count }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span className={classes.words}>{label}</span>
          {count === undefined ? null : <span className={classes.count}>{count.toLocaleString()}</span>}
        </label>
      ))}
      {fitting.length > shownAtMost ? (
        <p className={classes.more}>{t('table.moreChoices', { count: fitting.length - shownAtMost })}</p>
      ) : null}
      {fitting.length === 0 ? <p className={classes.more}>{t('table.noChoices')}</p> : null}
    </fieldset>
  );
}
