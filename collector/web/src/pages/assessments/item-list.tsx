import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem } from '../../../../src/api/assessment-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Flag } from '../checklist/flag.tsx';
import partClasses from '../../parts/parts.module.css';
import classes from './desk.module.css';
import { formItem, isOpen } from './form-item.ts';
import { roleWords } from './words.ts';

type Props = { items: readonly AssessedItem[]; labels: ReadonlyMap<string, string>; shown: string };

/** Items in the order of the form, under its headings, each with its mark. */
export function ItemList({ items, labels, shown }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLElement>(null);

  useEffect(() => {
    list.current?.querySelector(`[data-item="${CSS.escape(shown)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [shown]);

  return (
    <nav ref={list} className={classes.list} aria-label={t('desk.items')}>
      <h2 className={partClasses.hidden}>{t('desk.items')}</h2>
      {items.map((one, place) => {
        const { path } = formItem(one);
        const before = items[place - 1];
        const from = before ? formItem(before).path : [];
        const begins = path.findIndex((text, level) => from[level] !== text);
        return (
          <div key={one.item.id}>
            {(begins === -1 ? [] : path.slice(begins)).map((text, level) => (
              <h3 key={text} data-level={begins + level} lang="ja">
                {text}
              </h3>
            ))}
            <Row one={one} label={labels.get(one.item.id) ?? ''} current={one.item.id === shown} />
          </div>
        );
      })}
    </nav>
  );
}

function Row({ one, label, current }: { one: AssessedItem; label: string; current: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const { id, title, flags } = formItem(one);
  return (
    <Link
      to="."
      search={(before) => ({ ...before, item: id })}
      replace
      resetScroll={false}
      className={classes.row}
      data-item={id}
      aria-current={current ? 'true' : undefined}
    >
      <span className={classes.number}>{label}</span>
      <span>{flags.priority ? <Flag sign="○" meaning={t('item.priorityMeaning')} /> : null}</span>
      <span>{text(title)}</span>
      {isOpen(one) ? (
        <span className={classes.openMark}>{t('desk.openMark')}</span>
      ) : one.asked && one.role ? (
        <span className={classes.mark}>
          <Flag sign={one.mark} meaning={text(roleWords[one.role])} />
        </span>
      ) : (
        <span className={classes.soft}>{t('desk.notAsked')}</span>
      )}
    </Link>
  );
}
