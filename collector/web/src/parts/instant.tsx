import { useTranslation } from 'react-i18next';
import { exactInstant, shownInstant } from '../format/instants.ts';
import classes from './parts.module.css';

/** An instant in Japan's time; ISO and the Japanese era when pointed at. */
export function Instant({ at, to }: { at: string | null; to?: 'minute' | 'second' }) {
  const { t } = useTranslation();
  if (at === null) return <span>{t('common.none')}</span>;
  return (
    <time dateTime={at} title={exactInstant(at)} className={classes.instant}>
      {shownInstant(at, to)}
    </time>
  );
}
