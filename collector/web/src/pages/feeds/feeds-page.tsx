import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { feedsQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { FeedHistory } from './feed-history.tsx';
import { FeedImport } from './feed-import.tsx';
import { InForce } from './in-force.tsx';
import { TrustedKeys } from './trusted-keys.tsx';

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
            <TrustedKeys keys={keys} />
          </Section>
          <Section title={t('feeds.history')}>
            <FeedHistory history={history} />
          </Section>
        </>
      )}
    </Loaded>
  );
}
