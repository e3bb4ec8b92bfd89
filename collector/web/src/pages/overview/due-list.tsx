import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dueQuery } from '../../api/result-queries.ts';
import type { DueEntry } from '../../../../src/api/result-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Day } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { DueSubject } from './due-subject.tsx';
import classes from './overview.module.css';

export const dueWithinDays = 30;
const shownAtFirst = 8;

/** What ends by itself soon, or has ended: definitions, certificates, waivers, plans. Soonest first. */
export function DueList() {
  const { t } = useTranslation();
  const query = useQuery(dueQuery(dueWithinDays));
  return (
    <Section
      title={t('due.title')}
      aside={<span className={classes.note}>{t('due.within', { count: dueWithinDays })}</span>}
    >
      <Loaded query={query} what="part">
        {({ entries }) => <Shown entries={entries} />}
      </Loaded>
    </Section>
  );
}

function Shown({ entries }: { entries: readonly DueEntry[] }) {
  const { t } = useTranslation();
  const text = useText();
  const [isWhole, setWhole] = useState(false);
  if (entries.length === 0) return <p>{t('due.none')}</p>;
  const shown = isWhole ? entries : entries.slice(0, shownAtFirst);
  return (
    <>
      <ul className={classes.due}>
        {shown.map((entry) => (
          <li key={keyOf(entry)} data-overdue={entry.overdue}>
            <span className={classes.day}>
              <Day on={entry.on} />
              {entry.overdue ? <strong>{t('due.overdue')}</strong> : null}
            </span>
            <span>
              <span className={classes.kind}>{t(`due.kinds.${entry.kind}`)}</span>{' '}
              <DueSubject entry={entry}>{text(entry.title)}</DueSubject>
              {entry.count > 1 ? (
                <span className={classes.share}> ({t('overview.hosts', { count: entry.count })})</span>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {entries.length > shownAtFirst ? (
        <button
          type="button"
          className={classes.more}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t('due.fewer') : t('due.all', { count: entries.length })}
        </button>
      ) : null}
    </>
  );
}

function keyOf({ kind, on, control, system, checklist, item, host, title }: DueEntry): string {
  return [kind, on, control, system, checklist, item, host?.id, title.en].join(' ');
}
