import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assessmentsQuery, stateQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { AnswerSheet } from './answer-sheet.tsx';
import { Blockers } from './blockers.tsx';
import { ExportPack } from './export-pack.tsx';
import { OfficialWording } from './official-wording.tsx';
import { Steps } from './steps.tsx';

/** The way to a pack that may be handed in: what stands in it, three people's steps, and the export. */
export function FinishPage(): ReactNode {
  const { t } = useTranslation();
  const text = useText();
  const { id } = useParams({ from: '/assessments/$id/finish' });
  const list = useQuery(assessmentsQuery());
  const state = useQuery(stateQuery(id));
  return (
    <Loaded query={list} what="page">
      {({ assessments }) => {
        const summary = assessments.find((one) => one.id === id);
        if (!summary) return <Empty title={t('desk.unknown')} />;
        return (
          <>
            <PageHeader
              trail={
                <>
                  <Link to="/assessments">{t('desk.title')}</Link>
                  <Link to="/assessments/$id" params={{ id }}>
                    {text(summary.title)}
                  </Link>
                </>
              }
              title={t('desk.finish.title')}
              lead={t('desk.finish.lead')}
            />
            <Section title={t('desk.finish.blockers')}>
              <Loaded query={state} what="part">
                {(data) => <Blockers summary={summary} state={data} />}
              </Loaded>
            </Section>
            <Section title={t('desk.finish.steps')}>
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
