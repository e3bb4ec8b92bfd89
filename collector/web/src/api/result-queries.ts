import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ChangeKind,
  Changes,
  Due,
  EvidenceProof,
  FindingDetail,
  FindingPage,
  Grouping,
  HeatMap,
  HostGroups,
  HostPage,
  Trend,
} from '../../../src/api/result-schemas.ts';
import { asParameters } from '../filters/change.ts';
import type { FindingSearch, HostSearch } from '../filters/lists.ts';
import { query } from './queries.ts';

const rowsPerPage = 100;

/** The rows before stay until the next are there: a table must not vanish under the eyes at each key. */
function listQuery<T>(path: string) {
  return queryOptions({ ...query<T>(path), placeholderData: keepPreviousData });
}

export function hostPageQuery(search: HostSearch) {
  return listQuery<HostPage>(`/hosts?${asParameters({ ...search, limit: rowsPerPage })}`);
}

/** @param search judged by the controls' own limits unless it names a variant; `any` for all */
export function findingPageQuery(search: FindingSearch, limit: number = rowsPerPage) {
  return listQuery<FindingPage>(`/findings?${asParameters({ ...search, limit })}`);
}

export function findingQuery(host: string, control: string, variant: string) {
  const path = `/hosts/${encodeURIComponent(host)}/controls/${encodeURIComponent(control)}`;
  return query<FindingDetail>(`${path}?${asParameters({ variant })}`);
}

export function groupsQuery(by: Grouping) {
  return query<HostGroups>(`/groups?${asParameters({ by })}`);
}

export function heatMapQuery(by: Grouping) {
  return query<HeatMap>(`/heat-map?${asParameters({ by })}`);
}

export const changeKinds = ['failing', 'fixed', 'lost', 'other', 'first'] as const satisfies ChangeKind[];
/** A new host has as many first judgements as there are controls: they are listed only for who asks for them. */
export const ofJudgedBefore = ['failing', 'fixed', 'lost', 'other'] as const satisfies ChangeKind[];

/** @param span the last 24 hours unless told */
export function changesQuery(span: {
  from?: string;
  to?: string;
  kind?: ChangeKind[];
  control?: string;
  cursor?: string;
  limit: number;
}) {
  return listQuery<Changes>(`/changes?${asParameters(span)}`);
}

/** Moments of the past do not change any more. */
export function comparisonQuery(of: { host: string } | { control: string }, from: string, to: string) {
  const place =
    'host' in of ? `/hosts/${encodeURIComponent(of.host)}` : `/controls/${encodeURIComponent(of.control)}`;
  return query<Changes>(`${place}/comparison?${asParameters({ from, to, limit: 500 })}`);
}

export function dueQuery(days: number) {
  return query<Due>(`/due?${asParameters({ days })}`);
}

/** @param control of which the days are counted; undefined for all findings together */
export function trendQuery(days: number, control?: string) {
  return query<Trend>(`/trend?${asParameters({ days, control })}`);
}

export function proofQuery(sha256: string, host: string | undefined) {
  return query<EvidenceProof>(`/evidence/${encodeURIComponent(sha256)}/proof?${asParameters({ host })}`);
}
