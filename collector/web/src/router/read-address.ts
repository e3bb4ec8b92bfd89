/** What the part of an address behind the question mark may hold; whatever else somebody typed is dropped. */
type Typed = Record<string, unknown>;

/** Which part of the audit log is shown: lines older than one, of somebody, of a kind, about something, of some days. */
export type AuditSearch = {
  before?: number;
  actor?: string;
  action?: string;
  subject?: string;
  /** Days in Japan, `YYYY-MM-DD`. */
  from?: string;
  until?: string;
};

export function readAuditSearch(typed: Typed): AuditSearch {
  const { before, actor, action, subject, from, until } = typed;
  return {
    ...(typeof before === 'number' && Number.isSafeInteger(before) && before > 0 ? { before } : {}),
    ...(isWords(actor) ? { actor: String(actor) } : {}),
    ...(isWords(action) ? { action: String(action) } : {}),
    ...(isWords(subject) ? { subject: String(subject) } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(until) ? { until } : {}),
  };
}

/** As the API is asked. */
export function auditParameters({ before, from, until, ...words }: AuditSearch): URLSearchParams {
  const asked = new URLSearchParams(words);
  if (before !== undefined) asked.set('before', String(before));
  if (from !== undefined) asked.set('from', new Date(`${from}T00:00:00+09:00`).toISOString());
  if (until !== undefined) asked.set('until', new Date(`${until}T23:59:59.999+09:00`).toISOString());
  return asked;
}

function isWords(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number';
}

function isDay(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00+09:00`))
  );
}

/** What is changed on the page of alerts, and which messages it lists. */
export type AlertSearch = {
  /** A rule's id, or `new`. */
  rule?: string;
  channel?: string;
  state?: 'waiting' | 'sent' | 'given-up';
  before?: string;
};

export function readAlertSearch({ rule, channel, state, before }: Typed): AlertSearch {
  return {
    ...(isWords(rule) ? { rule: String(rule) } : {}),
    ...(isWords(channel) ? { channel: String(channel) } : {}),
    ...(state === 'waiting' || state === 'sent' || state === 'given-up' ? { state } : {}),
    ...(isWords(before) ? { before: String(before) } : {}),
  };
}

/** Why single sign-on led back to the page for signing in. */
export const providerRefusals = ['unreachable', 'answer-refused', 'no-role', 'disabled'] as const;
