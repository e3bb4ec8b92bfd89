import { queryOptions } from '@tanstack/react-query';
import type { HostSummary } from '../../../src/api/schemas.ts';
import type { Authority, Reach } from '../../../src/routes/start.ts';
import { query } from './queries.ts';

export function authorityQuery() {
  return query<Authority>('/authority');
}

export function reachQuery() {
  return query<Reach>('/reach');
}

type FirstSystem = {
  id: string;
  name: string;
  organisation: { name: string; kinds: Record<string, string> };
};

export function firstSystemsQuery() {
  return query<{ systems: FirstSystem[] }>('/systems');
}

export function firstAssessmentsQuery() {
  return query<{ assessments: { id: string; checklist: string; systemId: string }[] }>('/assessments');
}

const lookMs = 5000;

/** Hosts that came in with a token of this label; nobody waits for them before there is a token. */
export function newHostsQuery(label: string | null) {
  return queryOptions({
    ...query<{ hosts: HostSummary[] }>(`/hosts?${new URLSearchParams({ label: label ?? '', limit: '100' })}`),
    enabled: label !== null,
    refetchInterval: lookMs,
  });
}
