import { queryOptions } from '@tanstack/react-query';
import type {
  AuditVerdictView,
  Feeds,
  Job,
  JudgingPreviewView,
  JudgingView,
  Settings,
} from '../../../src/api/administration-schemas.ts';
import type {
  AlertMessageView,
  AlertRuleView,
  ChannelView,
  MessageState,
} from '../../../src/api/alert-schemas.ts';
import type { HealthReport } from '../../../src/api/health-schemas.ts';
import type { AlertSearch } from '../router/read-address.ts';
import { query } from './queries.ts';

/** One more is asked for: then there is another page. */
export const messagesPerPage = 50;

export function alertRulesQuery() {
  return query<{ rules: AlertRuleView[] }>('/alerts/rules');
}

export function alertChannelsQuery() {
  return query<{ channels: ChannelView[] }>('/alerts/channels');
}

export function alertMessagesQuery({ state, before }: AlertSearch) {
  const asked = new URLSearchParams({ limit: String(messagesPerPage + 1) });
  if (state !== undefined) asked.set('state', state);
  if (before !== undefined) asked.set('before', before);
  return query<{ counts: Record<MessageState, number>; messages: AlertMessageView[] }>(
    `/alerts/messages?${asked}`,
  );
}

export function settingsQuery() {
  return query<Settings>('/settings');
}

export function feedsQuery() {
  return query<Feeds>('/feeds');
}

export function healthQuery() {
  return query<HealthReport>('/health-report');
}

export function jobsQuery() {
  return query<{ asOf: string; jobs: Job[] }>('/jobs');
}

export function judgingQuery() {
  return query<JudgingView>('/judging');
}

const previewLookMs = 1000;
const newPreviewLookMs = 15_000;

/** The newest preview; while it is made, how far it is. */
export function judgingPreviewQuery() {
  return queryOptions({
    ...query<{ preview: JudgingPreviewView | null }>('/judging/preview'),
    refetchInterval: ({ state }) =>
      state.data?.preview?.state === 'running' ? previewLookMs : newPreviewLookMs,
  });
}

export function auditVerificationQuery() {
  return {
    ...query<AuditVerdictView>('/audit/verification'),
    enabled: false,
    refetchInterval: false as const,
  };
}
