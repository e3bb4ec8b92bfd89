import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../api/queries.ts';
import type { Overview } from '../../../../src/api/schemas.ts';
import { Trend } from '../../charts/trend.tsx';
import { AddHostSteps } from '../../parts/add-host-steps.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { ChecklistProgress } from './checklist-progress.tsx';
import { Coverage } from './coverage.tsx';
import { DueList } from './due-list.tsx';
import { HeatExtract } from './heat-extract.tsx';
import { OutcomeTiles } from './outcome-tiles.tsx';
import { KindsOff } from './kinds-off.tsx';
import classes from './overview.module.css';
import { PausedJudging } from './paused-judging.tsx';
import { RecentChanges } from './recent-changes.tsx';
import { Sentence } from './sentence.tsx';
import { WorstControls } from './worst-controls.tsx';

export function OverviewPage(): ReactNode {
  const query = useQuery(overviewQuery());
  return (
    <Loaded query={query} what="page">
      {(overview) => <Shown overview={overview} />}
    </Loaded>
  );
}

function Shown({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { kiosk } = useSearch({ from: '/' });
  const { hosts, findings } = overview;
  return (
    <div className={classes.overview} data-kiosk={kiosk}>
      <PageHeader
        title={t('overview.title')}
        aside={
          <span className={classes.asOf}>
            {t('overview.asOf')} <Instant at={overview.asOf} />{' '}
            <Link to="/" search={kiosk ? {} : { kiosk: true }}>
              {kiosk ? t('overview.leaveKiosk') : t('overview.kiosk')}
            </Link>
          </span>
        }
      />
      {hosts.total === 0 ? (
        <Empty title={t('hosts.empty')}>
          <AddHostSteps />
        </Empty>
      ) : (
        <>
          {overview.judgingPaused === null ? null : <PausedJudging {...overview.judgingPaused} />}
          <Sentence hosts={hosts} findings={findings} />
          <KindsOff kindsOff={overview.kindsOff} />
          <Section
            title={t('overview.findings')}
            aside={<span className={classes.note}>{t('overview.attentionNote')}</span>}
          >
            <OutcomeTiles counts={findings} />
          </Section>
          <div className={classes.columns}>
            <div>
              <RecentChanges />
              <WorstControls />
            </div>
            <div>
              <Coverage hosts={hosts} />
              <DueList />
            </div>
          </div>
        </>
      )}
      <Section title={t('checklist.plural')}>
        <div className={classes.checklists}>
          {overview.checklists.map((checklist) => (
            <ChecklistProgress key={checklist.id} checklist={checklist} />
          ))}
        </div>
      </Section>
      {hosts.total === 0 ? null : (
        <>
          <Section title={t('trend.title')}>
            <Trend />
          </Section>
          <HeatExtract />
        </>
      )}
    </div>
  );
}
