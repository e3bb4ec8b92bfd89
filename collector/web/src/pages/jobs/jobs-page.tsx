import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../src/api/administration-schemas.ts';
import { jobsQuery } from '../../api/administration-queries.ts';
import { useMay } from '../../api/session.ts';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import { Health } from './health.tsx';
import { Judging } from './judging.tsx';
import { JobMark } from './job-mark.tsx';
import classes from './jobs.module.css';

/** How the collector is, and what it does by itself. */
export function JobsPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <PageHeader title={t('jobs.title')} lead={t('jobs.lead')} />
      {may('metrics:read') ? <Health /> : null}
      <Judging />
      <Section title={t('jobs.own')}>
        <Jobs />
      </Section>
    </>
  );
}

function Jobs() {
  const { t } = useTranslation();
  const query = useQuery(jobsQuery());
  return (
    <Loaded query={query} what="part">
      {({ jobs }) => (
        <Table label={t('jobs.own')}>
          <thead>
            <tr>
              <th scope="col">{t('jobs.job')}</th>
              <th scope="col">{t('jobs.state')}</th>
              <th scope="col">{t('jobs.waiting')}</th>
              <th scope="col">{t('jobs.lastRun')}</th>
              <th scope="col">{t('jobs.nextRun')}</th>
              <th scope="col">{t('jobs.error')}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </tbody>
        </Table>
      )}
    </Loaded>
  );
}

function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { id, state, waiting, progress, lastEndedAt, nextAt, lastError } = job;
  return (
    <tr>
      <th scope="row">{t(`jobs.ids.${id}`)}</th>
      <td>
        <JobMark state={state} />
      </td>
      <td>
        {progress === null
          ? (waiting ?? t('common.none'))
          : t('jobs.waitingOf', { waiting: waiting ?? 0, done: progress.done, total: progress.total })}
      </td>
      <td>{lastEndedAt === null ? t('jobs.never') : <Instant at={lastEndedAt} to="second" />}</td>
      <td>{nextAt === null ? t('jobs.byItself') : <Instant at={nextAt} />}</td>
      <td>
        {lastError === null ? (
          t('common.none')
        ) : (
          <>
            <div>{id === 'feed-import' ? t('jobs.errors.feed-import') : t('jobs.errors.other')}</div>
            <code lang="en" className={classes.said}>
              {lastError}
            </code>
          </>
        )}
      </td>
    </tr>
  );
}
