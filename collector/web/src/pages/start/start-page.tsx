import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery, sessionQuery } from '../../api/queries.ts';
import { choicesQuery } from '../../api/desk-queries.ts';
import { firstSystemsQuery } from '../../api/start-queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { ChecklistsStep } from './checklists-step.tsx';
import { OrganisationStep } from './organisation-step.tsx';
import { SecondFactorStep } from './second-factor-step.tsx';
import classes from './start.module.css';
import { StepFrame } from './step-frame.tsx';
import { useSteps } from './use-steps.ts';
import type { Step } from './use-steps.ts';

/** The guided start: each step can be left and taken up later, by anybody who may. */
export function StartPage(): ReactNode {
  const { t } = useTranslation();
  const steps = useSteps();
  const mayStart = useMay()('assessments:manage');
  const choices = useQuery(choicesQuery());
  const next = steps?.find(({ state }) => state === 'open');
  return (
    <>
      <PageHeader
        title={t('start.title')}
        lead={!mayStart ? undefined : next ? t('start.lead') : t('start.allDone')}
      />
      <Loaded query={choices} what="part">
        {() =>
          mayStart ? (
            <ol className={classes.steps}>
              <StepFrame title={t('start.steps.administrator')} state="done" />
              {steps?.map((step) => (
                <StepFrame
                  key={step.id}
                  title={t(`start.steps.${step.id}`)}
                  state={step.state}
                  isNext={step.id === next?.id}
                >
                  <StepContent step={step} />
                </StepFrame>
              ))}
            </ol>
          ) : (
            <p role="note">{t('start.notPermitted')}</p>
          )
        }
      </Loaded>
      <p className={classes.leave}>
        <Link to="/">{t('start.toOverview')}</Link>
      </p>
    </>
  );
}

function StepContent({ step: { id, state } }: { step: Step }): ReactNode {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery());
  const systems = useQuery(firstSystemsQuery());
  const choices = useQuery(choicesQuery());
  const overview = useQuery(overviewQuery());
  if (!session.data || !systems.data || !choices.data) return null;
  const [system] = systems.data.systems;
  switch (id) {
    case 'secondFactor':
      if (state === 'done') return null;
      if (state === 'skipped') return <Link to="/account">{t('ownAccount.title')}</Link>;
      return <SecondFactorStep />;
    case 'organisation':
      return system ? (
        <p>{t('start.organisation.made', { system: system.name, organisation: system.organisation.name })}</p>
      ) : (
        <OrganisationStep choices={choices.data} />
      );
    case 'checklists':
      return system ? (
        <ChecklistsStep choices={choices.data} system={system} />
      ) : (
        <p>{t('start.checklists.first')}</p>
      );
    case 'host':
      return (
        <p>
          {state === 'done'
            ? t('start.hostDone', { count: overview.data?.hosts.reporting ?? 0 })
            : t('start.host')}{' '}
          <Link to="/add-host">{t('frame.pages.addHost')}</Link>
        </p>
      );
    default:
      return id satisfies never;
  }
}
