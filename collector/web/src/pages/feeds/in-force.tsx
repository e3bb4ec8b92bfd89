import { useTranslation } from 'react-i18next';
import type { FeedView } from '../../../../src/api/administration-schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Day, Instant } from '../../parts/instant.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './feeds.module.css';

/** The reference data that hosts are judged by: how old each is, and where it comes from. */
export function InForce({ feeds }: { feeds: readonly FeedView[] }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Table label={t('feeds.inForce')}>
      <thead>
        <tr>
          <th scope="col">{t('feeds.name')}</th>
          <th scope="col">{t('feeds.covers')}</th>
          <th scope="col">{t('feeds.asOf')}</th>
          <th scope="col">{t('feeds.age')}</th>
          <th scope="col">{t('feeds.entries')}</th>
          <th scope="col">{t('feeds.from')}</th>
        </tr>
      </thead>
      <tbody>
        {feeds.map((feed) => (
          <tr key={feed.name}>
            <th scope="row">
              {feed.title === null ? feed.name : text(feed.title)}
              <div className={classes.soft}>{feed.name}</div>
            </th>
            <td>{feed.covers.length === 0 ? t('common.none') : feed.covers.join(', ')}</td>
            <td>
              <Day on={feed.asOf} />
            </td>
            <td>
              <div>{t('feeds.days', { count: feed.ageDays })}</div>
              {feed.limitDays === null ? null : (
                <div className={classes.soft}>{t('feeds.limitOf', { count: feed.limitDays })}</div>
              )}
              {feed.tooOld ? <div className={classes.old}>{`△ ${t('feeds.tooOld')}`}</div> : null}
            </td>
            <td>{feed.entries ?? t('common.none')}</td>
            <td className={classes.source}>
              {text(feed.sourceText)}
              <div className={classes.soft}>
                {feed.signer === null
                  ? t('feeds.shipped')
                  : t('feeds.signer', { key: `${feed.signer.slice(0, 16)}…` })}
              </div>
              {feed.inForceSince === null ? null : (
                <div className={classes.soft}>
                  {t('feeds.since')} <Instant at={feed.inForceSince} />
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
