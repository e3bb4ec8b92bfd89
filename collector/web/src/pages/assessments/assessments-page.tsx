import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { assessmentsQuery, systemsQuery } from '../../api/desk-queries.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { Table } from '../../parts/table.tsx';
import classes from './desk.module.css';
import { NewAssessment } from './new-assessment.tsx';
import { useAssessmentName } from './use-assessment-name.ts';

export function AssessmentsPage(): ReactNode {
  const { t } = useTranslation();
  const manages = useMay()('assessments:manage');
  const query = useQuery(assessmentsQuery());
  const systems = useQuery(systemsQuery());
  return (
    <Loaded query={query} what="page">
      {({ assessments }) => (
        <>
          <PageHeader title={t('desk.title')} lead={t('desk.lead')} />
          {manages ? (
            <Section title={t('desk.new')}>
              <NewAssessment />
            </Section>
          ) : (
            <p className={classes.soft}>{t('desk.readOnly')}</p>
          )}
          {assessments.length === 0 ? (
            <Empty title={t('desk.empty')}>
              {systems.data?.systems.length === 0 ? (
                <p>
                  {t('desk.emptyNoSystem')} <Link to="/systems">{t('systems.title')}</Link>
                </p>
              ) : (
                <p>{t('desk.emptyNext')}</p>
              )}
            </Empty>
          ) : (
            <AssessmentTable assessments={assessments} />
          )}
        </>
      )}
    </Loaded>
  );
}

function AssessmentTable({ assessments }: { assessments: readonly AssessmentSummary[] }) {
  const { t } = useTranslation();
  const nameOf = useAssessmentName();
  return (
    <Table label={t('desk.title')}>
      <thead>
        <tr>
          <th scope="col">{t('desk.assessment')}</th>
          <th scope="col">{t('systems.singular')}</th>
          <th scope="col">{t('desk.year')}</th>
          <th scope="col">{t('desk.state')}</th>
          <th scope="col">{t('desk.opened')}</th>
        </tr>
      </thead>
      <tbody>
        {assessments
          .map((one) => ({ one, ...nameOf(one) }))
          .map(({ one, form, system, year }) => (
            <tr key={one.id}>
              <th scope="row">
                <Link to="/assessments/$id" params={{ id: one.id }}>
                  {form}
                </Link>
              </th>
              <td>{system}</td>
              <td className={classes.word}>{year}</td>
              <td className={classes.word}>{t(`desk.states.${one.state}`)}</td>
              <td>
                <Instant at={one.opened.at} />
              </td>
            </tr>
          ))}
      </tbody>
    </Table>
  );
}
