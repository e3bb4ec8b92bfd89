import { randomUUID } from 'node:crypto';
import { networkList, sha256 } from '@tenken/shared';
import type { Finding } from '@tenken/shared';
import type { AlertRuleInput, ChannelInput } from '../../collector/src/api/alert-schemas.ts';
import type { CollectorOptions } from '../../collector/src/server.ts';
import type { Collector } from '../../collector/src/server.ts';
import type { Repositories } from '../../collector/src/store/repositories.ts';
import { send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { ownCollector } from '../support/own-collector.ts';

/** Messages may go to this machine, nothing is gathered, and nothing is looked at but when a test says so. */
export const alertable = {
  alerts: { allowed: networkList(['127.0.0.0/8', '::1/128']), secretFiles: new Map<string, string>() },
  alertTimes: { gatherMs: 0, everyMs: 60 * 60_000, awayMs: 0, graceMs: 0 },
} satisfies Partial<CollectorOptions>;

export type Alerting = {
  collector: Collector;
  call: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<Answer>;
  channel: (channel: ChannelInput) => Promise<string>;
  rule: (rule: Partial<AlertRuleInput> & { channels: string[] }) => Promise<string>;
};

/** A collector with the API as somebody calls it who may change alerts. Verdicts are those that a test stores (`judged`). */
export async function alerting(options: Partial<CollectorOptions> = {}): Promise<Alerting> {
  const collector = await ownCollector({ ...alertable, ...options });
  const { repositories, authority, evaluator } = collector.context;
  // Hosts here have no evidence: it would put a verdict that says so in the place of a test's own.
  await evaluator.stop();
  const wanted = {
    label: 'alerts',
    role: 'security',
    scope: null,
    lifetimeMs: 366 * 24 * 3_600_000,
  } as const;
  const token = await repositories.apiTokens.create(wanted, { actor: 'test', now: Date.now() });
  const served = { url: collector.url, authority: authority.certificate };
  const call: Alerting['call'] = (method, path, body) =>
    send(`${collector.url}/api/v1${path}`, served, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await call('POST', path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.json));
    return String(answer.json['id']);
  };
  return {
    collector,
    call,
    channel: (channel) => made('/alerts/channels', channel),
    rule: (rule) => made('/alerts/rules', { ...anyFailure, ...rule }),
  };
}

export const anyFailure = {
  name: '新たな不適合',
  enabled: true,
  trigger: { kind: 'failure', controls: [], labels: [] },
  schedule: { kind: 'at-once', everyMinutes: 5 },
  language: 'ja',
} as const satisfies Omit<AlertRuleInput, 'channels'>;

export async function enrolledHost(
  repositories: Repositories,
  { label = '', name = 'host' } = {},
): Promise<string> {
  const id = randomUUID();
  const now = Date.now();
  const wanted = { label, actor: 'console:test', now, lifetimeMs: 60_000, uses: 1 };
  const token = await repositories.enrolmentTokens.create(wanted);
  const certificate = {
    pem: '',
    fingerprint: sha256(id),
    serial: '01',
    notBeforeAt: now - 1000,
    notAfterAt: now + 30 * 24 * 3_600_000,
  };
  if (!(await repositories.enrolments.enrol(token, { id, name, certificate }, now))) {
    throw new Error('not enrolled');
  }
  return id;
}

/** Stores verdicts about a host, as the evaluator does. @param endsAt when they end by the controls' own rules */
export function judged(
  repositories: Repositories,
  hostId: string,
  outcomes: Readonly<Record<string, Finding['outcome']>>,
  at = Date.now(),
  endsAt: string | null = null,
): Promise<void> {
  const findings = Object.entries(outcomes).map(([control, outcome]) => ({
    control,
    variant: 'default',
    parameters: {},
    outcome,
    reason: 'test',
    observed: { ja: '', en: '' },
    expected: { ja: '', en: '' },
    evidence: [],
    validUntil: endsAt,
    endsAt,
  }));
  return repositories.findings.replace(hostId, findings, 0, at);
}
