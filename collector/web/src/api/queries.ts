import { queryOptions } from '@tanstack/react-query';
import type {
  AccountView,
  ApiTokenView,
  AuditEntryView,
  EnrolmentTokenView,
} from '../../../src/api/people-schemas.ts';
import type {
  Checklist,
  ChecklistSummary,
  Control,
  ControlList,
  EvidenceKinds,
  FindingHistory,
  HostDetail,
  Overview,
} from '../../../src/api/schemas.ts';
import type { EvidenceBody } from '@tenken/shared';
import { auditParameters } from '../router/read-address.ts';
import type { AuditSearch } from '../router/read-address.ts';
import { askSession } from './ask-session.ts';
import { isSignedOut } from './problem.ts';
import { request } from './request.ts';

const sessionLookMs = 60_000;

export function sessionQuery() {
  return queryOptions({
    queryKey: ['/session'],
    queryFn: ({ signal }) => askSession(signal),
    // Asked for also while news come by themselves: whoever only reads and types is there all the same. Who is not
    // signed in gets no other answer by waiting.
    refetchInterval: ({ state }) => (isSignedOut(state.error) ? false : sessionLookMs),
    // A page that waits behind the way in may have been signed in to again in another window.
    refetchOnWindowFocus: ({ state }) => !isSignedOut(state.error) || state.data !== undefined,
  });
}

const untilKnownMs = 15_000;

/** For what does not change while the page is open. */
function onceKnown<T>(path: string) {
  return queryOptions({
    ...query<T>(path),
    refetchInterval: ({ state }) => (state.data === undefined ? untilKnownMs : false),
  });
}

/** Which ways to sign in there are; needs nobody. */
export function waysQuery() {
  return onceKnown<{ singleSignOn: boolean }>('/session/ways');
}

/** Whether nobody has an account yet; needs nobody. */
export function setUpQuery() {
  return onceKnown<{ needed: boolean }>('/setup');
}

export function accountsQuery() {
  return query<{ accounts: AccountView[] }>('/accounts');
}

export function apiTokensQuery() {
  return query<{ tokens: ApiTokenView[] }>('/api-tokens');
}

export function enrolmentTokensQuery() {
  return query<{ tokens: EnrolmentTokenView[] }>('/enrolment-tokens');
}

/** One more is asked for: then there is another page. */
export const auditLinesPerPage = 50;

export function auditQuery(search: AuditSearch) {
  const asked = auditParameters(search);
  asked.set('limit', String(auditLinesPerPage + 1));
  return query<{ entries: AuditEntryView[] }>(`/audit?${asked}`);
}

export function overviewQuery() {
  return query<Overview>('/overview');
}

export function hostQuery(id: string) {
  return query<HostDetail>(`/hosts/${encodeURIComponent(id)}`);
}

export function historyQuery(hostId: string, control: string, variant: string) {
  const path = `/hosts/${encodeURIComponent(hostId)}/controls/${encodeURIComponent(control)}/history`;
  return query<FindingHistory>(`${path}?${new URLSearchParams({ variant })}`);
}

export function controlsQuery() {
  return query<ControlList>('/controls');
}

export function controlQuery(id: string) {
  return query<Control>(`/controls/${encodeURIComponent(id)}`);
}

export function checklistsQuery() {
  return query<{ checklists: ChecklistSummary[] }>('/checklists');
}

export function checklistQuery(id: string) {
  return query<Checklist>(`/checklists/${encodeURIComponent(id)}`);
}

/** They change with the collector's version only. */
export function evidenceKindsQuery() {
  return onceKnown<EvidenceKinds>('/evidence-kinds');
}

/** What a hash names never changes. */
export function evidenceQuery(sha256: string) {
  return queryOptions({
    ...query<EvidenceBody>(`/evidence/${encodeURIComponent(sha256)}`),
    staleTime: Infinity,
    refetchInterval: false,
  });
}

export function query<T>(path: string) {
  return queryOptions({
    queryKey: [path],
    queryFn: ({ signal }) => request<T>({ path, signal }),
  });
}
