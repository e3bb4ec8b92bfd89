import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { overviewQuery } from '../../api/queries.ts';
import type { Overview } from '../../../../src/api/schemas.ts';
import { attentionCount } from '../../outcomes/outcomes.ts';
import { AddHostSteps } from '../../parts/add-host-steps.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { ChecklistProgress } from './checklist-progress.tsx';
import { Coverage } from './coverage.tsx';
import { OutcomeTiles } from './outcome-tiles.tsx';
import classes from './overview.module.css';
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
  const { hosts, findings } = overview;
  return (
    <>
      <PageHeader
        title={t('overview.title')}
        aside={
          <span className={classes.asOf}>
            {t('overview.asOf')} <Instant at={overview.asOf} />
          </span>
        }
      />
      {hosts.total === 0 ? (
        <Empty title={t('hosts.empty')}>
          <AddHostSteps />
        </Empty>
      ) : (
        <>
          <p className={classes.sentence} data-attention={attentionCount(findings) > 0 ? 'some' : 'none'}>
            <Trans
              i18nKey="overview.sentence"
              values={{ total: hosts.total, reporting: hosts.reporting, attention: attentionCount(findings) }}
              count={attentionCount(findings)}
              components={{ strong: <strong /> }}
            />
          </p>
          <Section
            title={t('overview.findings')}
            aside={<span className={classes.note}>{t('overview.attentionNote')}</span>}
          >
            <OutcomeTiles counts={findings} />
          </Section>
          <div className={classes.columns}>
            <WorstControls />
            <Coverage hosts={hosts} />
          </div>
        </>
      )}
      <Section title={t('checklist.plural')}>
        {overview.checklists.map((checklist) => (
          <ChecklistProgress key={checklist.id} checklist={checklist} />
        ))}
      </Section>
    </>
  );
}
