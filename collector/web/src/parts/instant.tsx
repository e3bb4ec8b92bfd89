import { useTranslation } from 'react-i18next';
import { exactDay, exactInstant, shownDay, shownInstant } from '../format/instants.ts';
import { useDateStyle } from '../format/use-date-style.ts';
import classes from './parts.module.css';

/** An instant in Japan's time and in the calendar that was chosen; both calendars when pointed at. */
export function Instant({ at, to }: { at: string | null; to?: 'minute' | 'second' }) {
  const { t } = useTranslation();
  const style = useDateStyle();
  if (at === null) return <span>{t('common.none')}</span>;
  return (
    <time dateTime={at} title={exactInstant(at)} className={classes.instant}>
      {shownInstant(at, style, to)}
    </time>
  );
}

/** A date in Japan, `YYYY-MM-DD`, in the calendar that was chosen; both when pointed at. */
export function Day({ on }: { on: string | null }) {
  const { t } = useTranslation();
  const style = useDateStyle();
  if (on === null) return <span>{t('common.none')}</span>;
  return (
    <time dateTime={on} title={exactDay(on)} className={classes.instant}>
      {shownDay(on, style)}
    </time>
  );
}
