import type { Generated } from 'kysely';

/** Tables of what people are told. Columns that end in `_at`, and `at`, are milliseconds since 1970. */
export type AlertTables = {
  alert_channel: AlertChannelRow;
  alert_rule: AlertRuleRow;
  alert_cause: AlertCauseRow;
  alert_event: AlertEventRow;
  alert_told: { rule_id: string; subject: string; at: number };
  alert_message: AlertMessageRow;
};

export type AlertChannelRow = {
  id: string;
  name: string;
  /** JSON without anything secret. */
  settings: string;
  /** Encrypted, base64; null for none. */
  secret: string | null;
  changed_at: number;
};

export type AlertRuleRow = {
  id: string;
  name: string;
  enabled: number;
  /** That of the trigger. */
  kind: string;
  /** JSON: trigger, schedule, channels, language. */
  definition: string;
  changed_at: number;
  last_message_at: number | null;
  /** Events up to this one are in a message; their rows are removed a few at a time. */
  told_event: number;
};

export type AlertCauseRow = {
  id: Generated<number>;
  host_id: string;
  control: string;
  reason: string;
  at: number;
};

export type AlertEventRow = {
  id: Generated<number>;
  rule_id: string;
  /** What it is counted under: a control, a kind of what expires, or the kind of the rule. */
  topic: string;
  /** Whom it is about: a host's id, or what else is told apart. */
  subject: string;
  /** JSON. */
  facts: string;
  at: number;
};

export type AlertMessageRow = {
  id: string;
  rule_id: string | null;
  channel_id: string;
  /** JSON. */
  content: string;
  state: string;
  attempts: number;
  made_at: number;
  sent_at: number | null;
  next_attempt_at: number | null;
  last_error: string | null;
};
