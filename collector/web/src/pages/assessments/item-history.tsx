import { useTranslation } from 'react-i18next';
import type { ItemSheet } from '../../../../src/api/assessment-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';
import type { Role } from './form-item.ts';
import { answerWords, roleWords } from './words.ts';

type Event = ItemSheet['history'][number];

/** Who did what with the item, newest first; nothing is ever overwritten. */
export function ItemHistory({
  events,
  marks,
}: {
  events: readonly Event[];
  marks: ReadonlyMap<Role, string>;
}) {
  const { t } = useTranslation();
  const text = useText();
  if (events.length === 0) return <p className={classes.soft}>{t('desk.noHistory')}</p>;
  return (
    <ul className={classes.history}>
      {events.map((event) => (
        <li key={`${event.kind} ${event.at} ${event.text ?? ''}`}>
          <Instant at={event.at} to="second" /> <strong>{event.name}</strong> {t(`desk.events.${event.kind}`)}{' '}
          {event.role ? `${marks.get(event.role) ?? ''} ${text(roleWords[event.role])}` : null}
          {event.answer ? text(answerWords[event.answer]) : null} {event.until ?? ''} {event.person ?? ''}
          {event.endedAt === null ? null : <span className={classes.soft}>{` ${t('desk.replaced')}`}</span>}
          {event.text === null || event.text === '' ? null : <pre lang="ja">{event.text}</pre>}
        </li>
      ))}
    </ul>
  );
}
