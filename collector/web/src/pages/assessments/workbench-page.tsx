import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { stateQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Bench } from './bench.tsx';
import classes from './desk.module.css';
import { isOpen } from './form-item.ts';
import { SentBack } from './sent-back.tsx';

export function WorkbenchPage(): ReactNode {
  const { id } = useParams({ from: '/assessments/$id' });
  const query = useQuery(stateQuery(id));
  return (
    <Loaded query={query} what="page">
      {(state) => <Shown key={id} id={id} state={state} judgeAnew={() => void query.refetch()} />}
    </Loaded>
  );
}

function Shown({ id, state, judgeAnew }: { id: string; state: AssessmentState; judgeAnew: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { assessment, checklist, system } = state;
  const asked = state.items.filter((one) => one.asked);
  const done = asked.filter((one) => !isOpen(one)).length;
  const year = assessment.fiscalYear;
  return (
    <>
      <PageHeader
        trail={
          <>
            <Link to="/assessments">{t('desk.title')}</Link>
            <Link to="/systems/$id" params={{ id: system.id }}>
              {system.name}
            </Link>
          </>
        }
        title={`${text(checklist.title)} ${text(assessment.title)}`}
        aside={
          <Link to="/assessments/$id/finish" params={{ id }}>
            {t('desk.toFinish')}
          </Link>
        }
      />
      <div className={classes.progress}>
        <span>{t('desk.fiscalYear', { year, era: year - 2018 })}</span>
        <strong>{t(`desk.states.${stepOf(state)}`)}</strong>
        <progress
          max={asked.length}
          value={done}
          aria-label={t('desk.progress', { done, items: asked.length })}
        />
        <span>{t('desk.progress', { done, items: asked.length })}</span>
        <span className={classes.soft}>
          {t('desk.asOf')} <Instant at={assessment.asOf} />
        </span>
        <button type="button" className={classes.link} onClick={judgeAnew}>
          {t('desk.judgeAnew')}
        </button>
      </div>
      {assessment.preparedBy === null ? <SentBack id={id} only="newest" isOpen /> : null}
      <Bench id={id} state={state} />
    </>
  );
}

function stepOf({ assessment }: AssessmentState): 'open' | 'frozen' | 'reviewed' | 'closed' {
  if (assessment.approvedBy) return 'closed';
  if (assessment.reviewedBy) return 'reviewed';
  return assessment.preparedBy ? 'frozen' : 'open';
}
