import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assessmentsQuery, stateQuery } from '../../api/desk-queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { AnswerSheet } from './answer-sheet.tsx';
import { Blockers } from './blockers.tsx';
import { ExportPack } from './export-pack.tsx';
import { OfficialWording } from './official-wording.tsx';
import { SentBack } from './sent-back.tsx';
import { Steps } from './steps.tsx';
import { useAssessmentName } from './use-assessment-name.ts';

/** The way to a pack that may be handed in: what stands in it, three people's steps, and the export. */
export function FinishPage(): ReactNode {
  const { t } = useTranslation();
  const nameOf = useAssessmentName();
  const { id } = useParams({ from: '/assessments/$id/finish' });
  const list = useQuery(assessmentsQuery());
  const state = useQuery(stateQuery(id));
  return (
    <Loaded query={list} what="page">
      {({ assessments }) => {
        const summary = assessments.find((one) => one.id === id);
        if (!summary) return <Empty title={t('desk.unknown')} />;
        const { form, system, year } = nameOf(summary);
        return (
          <>
            <PageHeader
              trail={
                <>
                  <Link to="/assessments">{t('desk.title')}</Link>
                  <Link to="/systems/$id" params={{ id: summary.systemId }}>
                    {system}
                  </Link>
                  <Link to="/assessments/$id" params={{ id }}>
                    {form}
                  </Link>
                </>
              }
              title={`${t('desk.finish.title')}: ${form}`}
              lead={t('desk.finish.lead')}
            />
            <Facts
              facts={[
                [t('systems.singular'), system],
                [t('desk.year'), year],
                [t('desk.state'), t(`desk.states.${summary.state}`)],
              ]}
            />
            <Section title={t('desk.finish.blockers')}>
              <Loaded query={state} what="part">
                {(data) => <Blockers summary={summary} state={data} />}
              </Loaded>
            </Section>
            <Section title={t('desk.finish.steps')}>
              <SentBack id={id} isOpen={summary.frozen === null} />
              <Steps summary={summary} />
            </Section>
            <Section title={t('desk.export.title')}>
              <ExportPack summary={summary} />
            </Section>
            <Section title={t('desk.sheet.title')}>
              <AnswerSheet summary={summary} />
            </Section>
            <Section title={t('desk.official.title')}>
              <OfficialWording checklist={summary.checklist} />
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}
