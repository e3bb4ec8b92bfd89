import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries.ts';
import { overviewQuery } from '../../api/queries.ts';
import { firstAssessmentsQuery, firstSystemsQuery } from '../../api/start-queries.ts';
import { useSkipped } from './skipped.ts';

export const stepIds = ['secondFactor', 'organisation', 'checklists', 'host'] as const;
export type StepId = (typeof stepIds)[number];
export type Step = { id: StepId; state: 'done' | 'open' | 'skipped' };

/** What of the first start is done, as the collector knows it: whoever comes later sees what is open. Null until it is known. */
export function useSteps(): Step[] | null {
  const session = useQuery(sessionQuery());
  const systems = useQuery(firstSystemsQuery());
  const assessments = useQuery(firstAssessmentsQuery());
  const overview = useQuery(overviewQuery());
  const skipped = useSkipped();
  if (!session.data || !systems.data || !assessments.data || !overview.data) return null;
  const { secondFactor, singleSignOn } = session.data.account;
  const done: Record<StepId, boolean> = {
    // A provider asks for what it wants by itself.
    secondFactor: secondFactor || singleSignOn,
    organisation: systems.data.systems.length > 0,
    checklists: assessments.data.assessments.length > 0,
    host: overview.data.hosts.reporting > 0,
  };
  return stepIds.map((id) => ({
    id,
    state: done[id] ? 'done' : skipped.includes(id) ? 'skipped' : 'open',
  }));
}
