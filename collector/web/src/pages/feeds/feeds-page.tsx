import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Feeds, FeedView } from '../../../../src/api/administration-schemas.ts';
import { feedsQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/use-text.ts';
import { Command } from '../../parts/command.tsx';
import { Day, Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { FeedImport } from './feed-import.tsx';
import classes from './feeds.module.css';

/** Reference data that judgement rests on: how old it is, and taking in more. */
export function FeedsPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery({
    ...feedsQuery(),
    refetchInterval: ({ state }) => (state.data?.importing?.state === 'running' ? 1000 : 15_000),
  });
  return (
    <Loaded query={query} what="page">
      {({ feeds, keys, history, importing }) => (
        <>
          <PageHeader title={t('feeds.title')} lead={t('feeds.lead')} />
          <Section title={t('feeds.inForce')}>
            <InForce feeds={feeds} />
          </Section>
          {may('feeds:import') ? (
            <Section title={t('feeds.import')}>
              <FeedImport newest={importing} />
            </Section>
          ) : null}
          <Section title={t('feeds.keys')}>
            <Keys keys={keys} />
          </Section>
          <Section title={t('feeds.history')}>
            <History history={history} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function InForce({ feeds }: { feeds: readonly FeedView[] }) {
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

function Keys({ keys }: Pick<Feeds, 'keys'>) {
  const { t } = useTranslation();
  if (keys.length === 0) {
    return (
      <>
        <p>{t('feeds.noKeys')}</p>
        <Command line="tenken feed trust KEY.pem --data DIR" />
      </>
    );
  }
  return (
    <>
      <p className={classes.hint}>{t('feeds.keyHint')}</p>
      <Table label={t('feeds.keys')}>
        <thead>
          <tr>
            <th scope="col">{t('feeds.label')}</th>
            <th scope="col">{t('feeds.fingerprint')}</th>
            <th scope="col">{t('feeds.trusted')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ fingerprint, label, trustedAt, trustedBy }) => (
            <tr key={fingerprint}>
              <th scope="row">{label === '' ? t('common.none') : label}</th>
              <td className={classes.hash}>{fingerprint}</td>
              <td>
                <Instant at={trustedAt} /> {trustedBy}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function History({ history }: Pick<Feeds, 'history'>) {
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
