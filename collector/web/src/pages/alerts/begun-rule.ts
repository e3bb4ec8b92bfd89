import type { AlertRuleInput, AlertRuleView, ChannelView } from '../../../../src/api/alert-schemas.ts';

/** What the form of a rule begins with. */
export function begunRule(
  rule: AlertRuleView | null,
  channels: readonly ChannelView[],
  language: string,
): AlertRuleInput {
  if (rule !== null) {
    const { id: _id, gathered: _gathered, lastMessageAt: _last, nextMessageAt: _next, ...wanted } = rule;
    return wanted;
  }
  return {
    name: '',
    enabled: true,
    trigger: { kind: 'failure', controls: [], labels: [] },
    schedule: { kind: 'at-once', everyMinutes: 60 },
    channels: channels.length === 1 ? channels.map(({ id }) => id) : [],
    language: language === 'en' ? 'en' : 'ja',
  };
}
