import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sentBackQuery } from '../../api/desk-queries.ts';
import { Instant } from '../../parts/instant.tsx';
import classes from './desk.module.css';

/** 差戻し, newest first: why somebody gave it back, and what had been signed and holds no more. */
export function SentBack({ id, only, isOpen }: { id: string; only?: 'newest'; isOpen: boolean }) {
  const { t } = useTranslation();
  const all = useQuery(sentBackQuery(id)).data?.sentBack ?? [];
  const shown = only ? all.slice(0, 1) : all;
  if (shown.length === 0) return null;
  return (
    <ul className={classes.sentBack} data-open={isOpen} aria-label={t('desk.sentBack.title')}>
      {shown.map(({ at, name, account, reason, frozen, reviewed }) => (
        <li key={at}>
          <p>
            <strong>{t('desk.sentBack.title')}</strong> <Instant at={at} /> {name}{' '}
            <span className={classes.soft}>{account}</span>
          </p>
          <p lang="ja" className={classes.asTyped}>
            {reason}
          </p>
          <p className={classes.soft}>
            {t('desk.sentBack.frozen', { name: frozen.name })} <Instant at={frozen.at} />{' '}
            {t('desk.sentBack.asOf')} <Instant at={frozen.asOf} />
            {reviewed === null ? null : (
              <>
                {' '}
                {t('desk.sentBack.reviewed', { name: reviewed.name })} <Instant at={reviewed.at} />
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
