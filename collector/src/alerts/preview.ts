import { randomUUID } from 'node:crypto';
import type { AlertPreview, AlertRuleInput, AlertSchedule } from '../api/alert-schemas.ts';
import { compose, shareOf } from './compose.ts';
import { endingsWithin } from './endings.ts';
import type { AlertEntry, AlertEvent } from './entry.ts';
import type { AlertMessage, Topic } from './message.ts';
import { messageDueAt } from './schedule.ts';
import type { WatcherOptions } from './watcher.ts';

const dayMs = 24 * 60 * 60 * 1000;
const failuresAtMost = 5000;
const examplesAtMost = 10;

/** What a rule would have told in the last seven days, where history says so; else what it would tell now. */
export async function preview(rule: AlertRuleInput, options: WatcherOptions): Promise<AlertPreview> {
  const now = options.now().getTime();
  const { trigger } = rule;
  if (trigger.kind === 'failure') {
    const { states } = options;
    const found = await states.failures({ ...trigger, sinceAt: now - 7 * dayMs }, failuresAtMost);
    const topics = topicsOf(
      found.map(({ host, control, at }): AlertEvent => ({
        subject: host.id,
        topic: control,
        entry: {
          kind: 'failure',
          hostId: host.id,
          hostName: host.name,
          label: host.label,
          control,
          reason: '',
          at: new Date(at).toISOString(),
        },
      })),
    );
    return {
      kind: 'last-seven-days',
      things: found.length,
      exact: found.length < failuresAtMost,
      messages: messagesOf(
        rule.schedule,
        found.map(({ at }) => at),
        options.gatherMs,
      ),
      examples: shown(rule, topics, found.length, options, now),
    };
  }
  const { things, topics } = await holding(rule, options, now);
  const messages = things === 0 ? 0 : 1;
  return { kind: 'now', things, exact: true, messages, examples: shown(rule, topics, things, options, now) };
}

/** What holds at this moment. */
async function holding(
  { trigger }: AlertRuleInput,
  options: WatcherOptions,
  now: number,
): Promise<{ things: number; topics: Topic[] }> {
  const { states, staleAfterMs } = options;
  switch (trigger.kind) {
    case 'failure':
      return { things: 0, topics: [] };
    case 'silence':
      return {
        things: await states.count({ kind: 'silence', sinceAt: now - staleAfterMs, labels: trigger.labels }),
        topics: [],
      };
    case 'quarantine':
      return { things: await states.count({ kind: 'quarantine' }), topics: [] };
    case 'coverage': {
      const found = await states.coverage(now - staleAfterMs);
      const { belowPercent } = trigger;
      const isBelow = found.hosts > 0 && shareOf(found.reporting, found.hosts) < belowPercent;
      const entry: AlertEntry = {
        kind: 'coverage',
        ...found,
        belowPercent,
        at: new Date(now).toISOString(),
      };
      return {
        things: isBelow ? 1 : 0,
        topics: [{ topic: 'coverage', things: 1, hosts: found.hosts, entries: [entry] }],
      };
    }
    case 'expiry': {
      const events = await endingsWithin(trigger, options, now);
      return { things: events.length, topics: topicsOf(events) };
    }
    default:
      return trigger satisfies never;
  }
}

function topicsOf(events: readonly AlertEvent[]): Topic[] {
  const byTopic = Map.groupBy(events, ({ topic }) => topic);
  return [...byTopic]
    .map(([topic, some]) => ({
      topic,
      things: some.length,
      hosts: new Set(some.map(({ subject }) => subject)).size,
      entries: some.slice(0, examplesAtMost).map(({ entry }) => entry),
    }))
    .toSorted((a, b) => b.things - a.things);
}

/** How many messages a schedule makes of what happened at these moments. */
export function messagesOf(schedule: AlertSchedule, moments: readonly number[], gatherMs: number): number {
  let messages = 0;
  let lastMessageAt: number | null = null;
  for (const at of moments.toSorted((a, b) => a - b)) {
    if (lastMessageAt !== null && at <= lastMessageAt) continue;
    lastMessageAt = messageDueAt(schedule, { lastMessageAt, firstEventAt: at, gatherMs });
    messages += 1;
  }
  return messages;
}

function shown(
  rule: AlertRuleInput,
  topics: readonly Topic[],
  total: number,
  options: WatcherOptions,
  now: number,
): string[] {
  const message: AlertMessage = compose({
    id: randomUUID(),
    rule: { id: '', ...rule },
    topics,
    total,
    now,
    page: options.page(),
    titleOfControl: (id) =>
      options.controls.find((control) => control.id === id)?.title ?? { ja: id, en: id },
  });
  return [message.subject, ...message.lines.slice(0, examplesAtMost)];
}
