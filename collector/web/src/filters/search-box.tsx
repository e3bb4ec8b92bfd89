import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ja } from '../i18n/messages.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { outcomeWords } from '../outcomes/outcomes.ts';
import type { Fields, Filters } from './fields.ts';
import { readSearchWords, shownSearchWords } from './search-words.ts';
import type { Asked, Vocabulary } from './search-words.ts';
import { isFilterName, useFilterWords } from './filter-words.ts';
import classes from './filters.module.css';

/** Nobody types on for so long within a word: the list is asked for. */
const pauseMs = 300;

/** All filters of a list as one line of words to read, to change and to copy. */
export function SearchBox({
  fields,
  search,
  change,
}: {
  fields: Fields;
  search: Filters;
  change: (next: Filters) => void;
}) {
  const { t } = useTranslation();
  const { title, word } = useFilterWords();
  const language = useLanguage();
  // English pages write the words of the address; Japanese ones can be read, and sent, in Japanese.
  const spelling = language === 'ja' ? { name: title, word } : undefined;
  const shown = shownSearchWords(search, fields, spelling);
  const [typed, setTyped] = useState(shown);
  const [refused, setRefused] = useState<Asked['refused']>([]);
  const composing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const vocabulary = useMemo(() => vocabularyOf(fields, word), [fields, word]);
  // What stands in the address because it was typed here is not written over what is being typed.
  const own = useRef(shown);
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  }, [search]);

  useEffect(() => {
    if (composing.current || own.current === shown) return;
    own.current = shown;
    // Whoever chose something else meanwhile sees that, and not what was not asked for yet.
    clearTimeout(timer.current);
    setTyped(shown);
    setRefused([]);
  }, [shown]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <div className={classes.box}>
      <TextInput
        type="search"
        size="sm"
        aria-label={t('filter.text')}
        placeholder={t('filter.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed === '' ? null : (
            <CloseButton size="sm" aria-label={t('filter.clearText')} onClick={() => take('', 0)} />
          )
        }
        value={typed}
        onChange={(event) => take(event.currentTarget.value, pauseMs)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) take(typed, 0);
        }}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={(event) => {
          composing.current = false;
          take(event.currentTarget.value, pauseMs);
        }}
      />
      <p className={classes.refused} role="status">
        {refused.map(({ typed: what, field, values }) => (
          <span key={what}>
            {values.length === 0
              ? t('filter.refused', { what })
              : t('filter.refusedOf', {
                  what,
                  values: values.map((value) => spelling?.word(field, value) ?? value).join(', '),
                })}
          </span>
        ))}
      </p>
    </div>
  );

  function take(value: string, afterMs: number): void {
    setTyped(value);
    clearTimeout(timer.current);
    if (composing.current) return;
    timer.current = setTimeout(() => {
      const asked = readSearchWords(value, vocabulary);
      setRefused(asked.refused);
      own.current = shownSearchWords(asked.filters, fields, spelling);
      const { sort } = latest.current;
      change(sort === undefined ? asked.filters : { ...asked.filters, sort });
    }, afterMs);
  }
}

/** Names in Japanese are understood whatever the language of the page is: searches are sent to colleagues. */
function vocabularyOf(fields: Fields, word: (name: string, value: string) => string): Vocabulary {
  const names: Record<string, string[]> = {};
  const words: Record<string, string[]> = {};
  for (const [name, { values, named }] of Object.entries(fields)) {
    names[name] = isFilterName(name) ? [ja.filter.names[name]] : [];
    for (const value of values ?? named ?? []) words[value] = [word(name, value)];
  }
  for (const [outcome, { ja: japanese, en, sign }] of Object.entries(outcomeWords)) {
    words[outcome] = [japanese, en, sign];
  }
  return { fields, names, words };
}
