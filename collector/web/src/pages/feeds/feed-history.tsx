import { useTranslation } from 'react-i18next';
import type { Feeds } from '../../../../src/api/administration-schemas.ts';
import { Day, Instant } from '../../parts/instant.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './feeds.module.css';

/** What hosts were judged by before. */
export function FeedHistory({ history }: Pick<Feeds, 'history'>) {
  const { t } = useTranslation();
  if (history.length === 0) return <p className={classes.hint}>{t('feeds.noHistory')}</p>;
  return (
    <Table label={t('feeds.history')}>
      <thead>
        <tr>
          <th scope="col">{t('feeds.name')}</th>
          <th scope="col">{t('feeds.asOf')}</th>
          <th scope="col">{t('feeds.since')}</th>
          <th scope="col">{t('feeds.until')}</th>
        </tr>
      </thead>
      <tbody>
        {history.map(({ name, asOf, from, until }) => (
          <tr key={`${name} ${until}`}>
            <th scope="row">{name}</th>
            <td>
              <Day on={asOf} />
            </td>
            <td>
              <Instant at={from} />
            </td>
            <td>
              <Instant at={until} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
