import { own } from '@tenken/shared/own';
import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-text.ts';
import { isComposing } from '../layout/single-keys.ts';
import { takeTypedAhead } from '../layout/typed-ahead.ts';
import { useDestinations } from '../layout/use-destinations.ts';
import optionClasses from '../parts/option.module.css';
import { hitsOf } from './hits.ts';
import type { Hit } from './hits.ts';
import { searchQuery } from './search-query.ts';
import classes from './search.module.css';
import { useSettled } from './use-settled.ts';

const kinds = ['pages', 'hosts', 'controls', 'items'] as const;
const settleMs = 150;

/** One box for pages, hosts, controls and items; arrows choose, Enter goes there. */
export function SearchDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const router = useRouter();
  const list = useId();
  const [typed, setTyped] = useState('');
  const [composing, setComposing] = useState(false);
  const [place, setPlace] = useState(0);
  const words = useSettled(composing ? null : typed.trim(), settleMs);
  const found = useQuery(searchQuery(words));
  const pages = useDestinations().flatMap((group) =>
    group.pages.map(({ to, name }) => ({ to, name: t(`frame.pages.${name}`) })),
  );
  const hits = hitsOf(typed, pages, words === '' ? undefined : found.data, text);
  const chosen = Math.min(place, hits.length - 1);

  function go({ href }: Hit): void {
    close();
    router.history.push(href);
  }

  function pressed(event: KeyboardEvent): void {
    // The Enter that ends a word of an input method chooses nothing.
    if (isComposing(event.nativeEvent)) return;
    const step = own({ ArrowDown: 1, ArrowUp: -1 }, event.key);
    const hit = hits[chosen];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setPlace((chosen + step + hits.length) % hits.length);
    } else if (event.key === 'Enter' && hit) {
      event.preventDefault();
      go(hit);
    }
  }

  function change(value: string): void {
    setTyped(value);
    setPlace(0);
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('frame.search.title')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
      size="lg"
      yOffset="8vh"
    >
      <TextInput
        data-autofocus
        type="search"
        role="combobox"
        aria-label={t('frame.search.label')}
        aria-expanded={hits.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(hits.length > 0 ? { 'aria-activedescendant': `${list}-${chosen}` } : {})}
        placeholder={t('frame.search.label')}
        leftSection={<IconSearch size={18} aria-hidden />}
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => change(event.currentTarget.value)}
        onFocus={() => {
          const ahead = takeTypedAhead();
          if (ahead !== '') change(`${typed}${ahead}`);
        }}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={pressed}
      />
      <p role="status" className={classes.state}>
        {stateOf(found.isError, found.isFetching, hits.length)}
      </p>
      <div id={list} role="listbox" aria-label={t('frame.search.results')} className={classes.list}>
        {kinds
          .filter((kind) => hits.some((hit) => hit.kind === kind))
          .map((kind) => (
            <div key={kind} role="group" aria-labelledby={`${list}-${kind}`}>
              <div id={`${list}-${kind}`} className={classes.kind}>
                {t(`frame.search.kinds.${kind}`)}
              </div>
              {hits.map((hit, index) =>
                hit.kind === kind ? (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- The focus stays in the box, whose keys choose and go (combobox of the ARIA patterns).
                  <div
                    key={hit.key}
                    ref={index === chosen ? intoView : null}
                    role="option"
                    id={`${list}-${index}`}
                    aria-selected={index === chosen}
                    className={optionClasses.option}
                    onClick={() => go(hit)}
                  >
                    <span>{hit.name}</span>
                    <span className={optionClasses.detail}>{hit.detail}</span>
                  </div>
                ) : null,
              )}
            </div>
          ))}
      </div>
    </Modal>
  );

  function stateOf(isError: boolean, isFetching: boolean, count: number): string {
    if (isError) return t('frame.search.failed');
    if (isFetching && count === 0) return t('common.loading');
    return count === 0 ? t('frame.search.nothing') : t('frame.search.count', { count });
  }
}

/** The chosen one of a long list. New browsers return a promise here, which a ref would take for its clean-up. */
function intoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' });
}
