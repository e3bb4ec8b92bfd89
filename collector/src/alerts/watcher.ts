import { randomUUID } from 'node:crypto';
import type { AnyControl } from '@tenken/controls';
import type { AlertEventRepository } from '../store/alerts/alert-event-repository.ts';
import type { AlertRepository, Rule } from '../store/alerts/alert-repository.ts';
import type { AlertStateRepository, HostInState, HostState } from '../store/alerts/alert-state-repository.ts';
import { compose, shareOf } from './compose.ts';
import { endingsWithin } from './endings.ts';
import type { EndingSources } from './endings.ts';
import type { AlertEvent } from './entry.ts';
import { messageDueAt, quietMessageDueAt } from './schedule.ts';

export type WatcherOptions = EndingSources & {
  alerts: Pick<AlertRepository, 'rules'>;
  events: AlertEventRepository;
  states: AlertStateRepository;
  controls: readonly AnyControl[];
  /** Hosts that have not reported for longer are silent. */
  staleAfterMs: number;
  /** False while silence says nothing: the clock has jumped, or the collector itself was away. */
  isSilenceMeant: () => boolean;
  /** False while findings are not brought up to date: that none is new means nothing then. */
  isJudged: () => boolean;
  /** Address of the page. */
  page: () => string;
  /** How long a rule that tells at once waits for more of the same. */
  gatherMs: number;
  now: () => Date;
};

/** States are looked at this often; what ends on a day, less often. */
const stateEveryMs = 60_000;
const endingsEveryMs = 15 * 60_000;

/** Finds what rules want told, and puts it into the outbox when it is time. Everything that it knows is in the database. */
export class Watcher {
  readonly #options: WatcherOptions;
  /** When a rule's state was looked at, by its last change and a clock that only goes on. */
  readonly #looked = new Map<string, { changedAt: number; monotonicMs: number }>();

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** One look. @returns how many messages it made */
  async look(): Promise<number> {
    const { alerts, events } = this.#options;
    while ((await events.takeCauses()).more) {
      // Ingest comes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const rules = (await alerts.rules()).filter(({ enabled }) => enabled);
    let made = 0;
    for (const rule of rules) {
      if (this.#isStateDue(rule)) await this.#lookAtState(rule);
      if (await this.#tellIfDue(rule)) made += 1;
    }
    return made;
  }

  #isStateDue({ id, changedAt, trigger }: Rule): boolean {
    if (trigger.kind === 'failure') return false;
    const before = this.#looked.get(id);
    const everyMs = trigger.kind === 'expiry' ? endingsEveryMs : stateEveryMs;
    const monotonicMs = performance.now();
    if (before?.changedAt === changedAt && monotonicMs - before.monotonicMs < everyMs) return false;
    this.#looked.set(id, { changedAt, monotonicMs });
    return true;
  }

  async #lookAtState(rule: Rule): Promise<void> {
    const { trigger } = rule;
    const now = this.#options.now().getTime();
    switch (trigger.kind) {
      case 'failure':
        return;
      case 'silence':
        if (!this.#options.isSilenceMeant()) return;
        await this.#hosts(rule, {
          kind: 'silence',
          sinceAt: now - this.#options.staleAfterMs,
          labels: trigger.labels,
        });
        return;
      case 'quarantine':
        await this.#hosts(rule, { kind: 'quarantine' });
        return;
      case 'coverage': {
        if (!this.#options.isSilenceMeant()) return;
        const found = await this.#options.states.coverage(now - this.#options.staleAfterMs);
        const { belowPercent } = trigger;
        const isBelow = found.hosts > 0 && shareOf(found.reporting, found.hosts) < belowPercent;
        const entry = { kind: 'coverage', ...found, belowPercent, at: new Date(now).toISOString() } as const;
        await this.#compare(rule, isBelow ? [{ subject: 'coverage', topic: 'coverage', entry }] : []);
        return;
      }
      case 'expiry':
        await this.#compare(rule, await endingsWithin(trigger, this.#options, now));
        return;
      default:
        trigger satisfies never;
    }
  }

  /** What holds now against what was told of. */
  async #compare(rule: Rule, holding: readonly AlertEvent[]): Promise<void> {
    const { events, now } = this.#options;
    const told = await events.told(rule.id);
    const holds = new Set(holding.map(({ subject }) => subject));
    const begun = holding.filter(({ subject }) => !told.has(subject));
    const ended = [...told].filter((subject) => !holds.has(subject));
    await events.keepTold(rule.id, begun, ended, now().getTime());
  }

  async #hosts(rule: Rule, state: HostState): Promise<void> {
    const { events, states } = this.#options;
    const now = this.#options.now().getTime();
    for (;;) {
      const hosts = await states.begun(rule.id, state);
      if (hosts.length === 0) break;
      await events.keepTold(
        rule.id,
        hosts.map((host) => hostEvent(state, host, now)),
        [],
        now,
      );
    }
    for (;;) {
      const ended = await states.ended(rule.id, state);
      if (ended.length === 0) break;
      await events.keepTold(rule.id, [], ended, now);
    }
  }

  async #tellIfDue(rule: Rule): Promise<boolean> {
    const { events, gatherMs } = this.#options;
    const now = this.#options.now().getTime();
    const { count, firstAt } = await events.waiting(rule);
    const { lastMessageAt, schedule } = rule;
    if (count === 0 || firstAt === null) {
      const dueAt = quietDueAt(rule);
      return dueAt !== null && dueAt <= now && this.#sees(rule) && this.#tell(rule, now);
    }
    // A clock that was set back must not hold up what happened by the clock before.
    const times = {
      lastMessageAt: lastMessageAt === null ? null : Math.min(lastMessageAt, now),
      firstEventAt: Math.min(firstAt, now),
      gatherMs,
    };
    return messageDueAt(schedule, times) <= now && this.#tell(rule, now);
  }

  /** Whether nothing new means that there is nothing new. */
  #sees({ trigger }: Rule): boolean {
    const { isSilenceMeant, isJudged } = this.#options;
    switch (trigger.kind) {
      case 'silence':
      case 'coverage':
        return isSilenceMeant();
      case 'failure':
        return isJudged();
      case 'quarantine':
      case 'expiry':
        return true;
      default:
        return trigger satisfies never;
    }
  }

  async #tell(rule: Rule, now: number): Promise<boolean> {
    const { events } = this.#options;
    const { topics, total, throughEvent } = await events.gathered(rule);
    const composing = {
      rule,
      topics,
      total,
      now,
      page: this.#options.page(),
      titleOfControl: (id: string) =>
        this.#options.controls.find((control) => control.id === id)?.title ?? { ja: id, en: id },
    };
    const messages = rule.channels.map((channelId) => ({
      channelId,
      message: compose({ ...composing, id: randomUUID() }),
    }));
    const told = await events.tell(rule, throughEvent, messages, now);
    if (told) await events.removeTold({ ...rule, toldEvent: throughEvent });
    return told;
  }
}

/** When a digest comes although it has nothing to tell; null: never. */
export function quietDueAt({ schedule, lastMessageAt, changedAt }: Rule): number | null {
  return quietMessageDueAt(schedule, Math.max(lastMessageAt ?? 0, changedAt));
}

function hostEvent(state: HostState, host: HostInState, now: number): AlertEvent {
  const { id: hostId, name: hostName, label, lastReportAt } = host;
  const at = new Date(now).toISOString();
  const told = { hostId, hostName, label, at };
  return {
    subject: hostId,
    topic: state.kind,
    entry:
      state.kind === 'silence'
        ? {
            kind: 'silence',
            ...told,
            lastReportAt: lastReportAt === null ? null : new Date(lastReportAt).toISOString(),
          }
        : { kind: 'quarantine', ...told },
  };
}
