import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AssessmentSummary } from '../../../../src/api/assessment-schemas.ts';
import { choicesQuery, systemsQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';

type Named = Pick<AssessmentSummary, 'checklist' | 'title' | 'systemId' | 'fiscalYear'>;

/** By what people know an assessment: its form with the check, the system, and the fiscal year. */
export function useAssessmentName(): (assessment: Named) => { form: string; system: string; year: string } {
  const { t } = useTranslation();
  const text = useText();
  const checklists = useQuery(choicesQuery()).data?.checklists ?? [];
  const systems = useQuery(systemsQuery()).data?.systems ?? [];
  return ({ checklist, title, systemId, fiscalYear }) => {
    const found = checklists.find(({ id }) => id === checklist);
    return {
      form: `${found ? text(found.title) : checklist} ${text(title)}`,
      system: systems.find(({ id }) => id === systemId)?.name ?? systemId,
      year: t('desk.fiscalYear', { year: fiscalYear, era: fiscalYear - 2018 }),
    };
  };
}
