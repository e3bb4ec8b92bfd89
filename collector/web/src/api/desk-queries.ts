import { queryOptions } from '@tanstack/react-query';
import type {
  AssessmentState,
  AssessmentSummary,
  Declaration,
  DeskChoices,
  ItemSheet,
  ListedWaiver,
  PackJobView,
  SentBackView,
  System,
  SystemCoverage,
} from '../../../src/api/assessment-schemas.ts';
import { query } from './queries.ts';
import { request } from './request.ts';

export function assessmentsQuery() {
  return query<{ assessments: AssessmentSummary[] }>('/assessments');
}

export function systemsQuery() {
  return query<{ systems: System[] }>('/systems');
}

export function declarationsQuery(system: string) {
  return query<{ declarations: Declaration[] }>(`/systems/${encodeURIComponent(system)}/declarations`);
}

export function waiversQuery() {
  return query<{ waivers: ListedWaiver[] }>('/waivers');
}

export function choicesQuery() {
  return queryOptions({ ...query<DeskChoices>('/desk-choices'), staleTime: 600_000, refetchInterval: false });
}

/** Every host is read for it: asked for when somebody opens the page, not again and again. */
export function coverageQuery(system: string) {
  return judged<SystemCoverage>('desk-coverage', `/systems/${encodeURIComponent(system)}/coverage`);
}

/** Which items people have written of, by tag; cheap enough to be asked for again and again. */
export function writtenQuery(assessment: string) {
  return query<{ items: Record<string, string> }>(`/assessments/${encodeURIComponent(assessment)}/written`);
}

/** The whole of an assessment, judged for this; as of a date unless that is empty. */
export function stateQuery(assessment: string, asOf = '') {
  const query = asOf === '' ? '' : `?asOf=${encodeURIComponent(asOf)}`;
  return judged<AssessmentState>('desk-state', `/assessments/${encodeURIComponent(assessment)}${query}`);
}

/** 差戻し so far, newest first. */
export function sentBackQuery(assessment: string) {
  return query<{ sentBack: SentBackView[] }>(`/assessments/${encodeURIComponent(assessment)}/sent-back`);
}

export function sheetQuery(assessment: string, item: string) {
  const path = `/assessments/${encodeURIComponent(assessment)}/items/${encodeURIComponent(item)}`;
  return judged<ItemSheet>('desk-sheet', path);
}

/** So often somebody wants to see a bar move. */
const jobPollMs = 500;

export function packJobsQuery() {
  return queryOptions({
    ...query<{ jobs: PackJobView[] }>('/pack-jobs'),
    refetchInterval: ({ state }) =>
      state.data?.jobs.some((job) => job.state === 'working') === true ? jobPollMs : 15_000,
  });
}

/** What takes the collector seconds: under a name of its own, so that no change elsewhere asks for it anew. */
function judged<Answer>(name: string, path: string) {
  return queryOptions({
    queryKey: [name, path],
    queryFn: ({ signal }) => request<Answer>({ path, signal, takes: 'work' }),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: 60_000,
  });
}
