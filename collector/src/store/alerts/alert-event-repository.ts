import type { Transaction } from 'kysely';
import { AlertEntry } from '../../alerts/entry.ts';
import type { AlertEvent } from '../../alerts/entry.ts';
import type { AlertMessage, Topic } from '../../alerts/message.ts';
import { ruleOf } from './alert-repository.ts';
import type { Rule } from './alert-repository.ts';
import type { Schema } from '../schema.ts';
import type { Store } from '../store.ts';

/** Rows in one transaction: a few milliseconds, in which reports wait. */
const rowsAtOnce = 200;
const topicsAtMost = 200;
const entriesOfTopic = 20;

export type Gathered = { topics: Topic[]; total: number; throughEvent: number };

/** What happened that some rule wants to tell of, until it is in a message. */
export class AlertEventRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Makes events of the next failures that were noted, for every rule that tells of failures, and takes the notes away,
   * in one transaction.
   *
   * @returns how many notes there were; fewer than asked for: no more wait
   */
  async takeCauses(): Promise<{ taken: number; more: boolean }> {
    return this.#store.write.transaction().execute(async (db) => {
      const causes = await db
        .selectFrom('alert_cause')
        .innerJoin('host', 'host.id', 'alert_cause.host_id')
        .select([
          'alert_cause.id',
          'alert_cause.host_id',
          'alert_cause.control',
          'alert_cause.reason',
          'alert_cause.at',
          'host.name',
          'host.label',
        ])
        .orderBy('alert_cause.id')
        .limit(rowsAtOnce)
        .execute();
      const last = causes.at(-1);
      if (last === undefined) return { taken: 0, more: false };
      // After the notes: whatever rule one was made for is there now.
      for (const rule of await failureRules(db)) {
        const events = causes
          .filter((cause) => wants(rule, cause))
          .map((cause): AlertEvent => ({
            subject: cause.host_id,
            topic: cause.control,
            entry: {
              kind: 'failure',
              hostId: cause.host_id,
              hostName: cause.name,
              label: cause.label,
              control: cause.control,
              reason: cause.reason,
              at: new Date(cause.at).toISOString(),
            },
          }));
        await insertEvents(db, rule.id, events);
      }
      // Not all up to the last one: a lower number may be given to a transaction that ends later.
      await db
        .deleteFrom('alert_cause')
        .where(
          'id',
          'in',
          causes.map(({ id }) => id),
        )
        .execute();
      return { taken: causes.length, more: causes.length === rowsAtOnce };
    });
  }

  /** Which of these subjects of a rule were told of and still hold. */
  async told(ruleId: string): Promise<Set<string>> {
    const rows = await this.#store.read
      .selectFrom('alert_told')
      .select('subject')
      .where('rule_id', '=', ruleId)
      .execute();
    return new Set(rows.map(({ subject }) => subject));
  }

  /** Events of what has begun, and the end of what has ended; in steps. */
  async keepTold(ruleId: string, begun: readonly AlertEvent[], ended: readonly string[], now: number) {
    for (let from = 0; from < begun.length; from += rowsAtOnce) {
      const some = begun.slice(from, from + rowsAtOnce);
      await this.#store.write.transaction().execute(async (db) => {
        const added = await db
          .insertInto('alert_told')
          .values(some.map(({ subject }) => ({ rule_id: ruleId, subject, at: now })))
          .onConflict((conflict) => conflict.doNothing())
          .returning('subject')
          .execute();
        // Another collector may have seen the same.
        const subjects = new Set(added.map(({ subject }) => subject));
        await insertEvents(
          db,
          ruleId,
          some.filter(({ subject }) => subjects.has(subject)),
        );
      });
      await turn();
    }
    for (let from = 0; from < ended.length; from += rowsAtOnce) {
      await this.#store.write
        .deleteFrom('alert_told')
        .where('rule_id', '=', ruleId)
        .where('subject', 'in', ended.slice(from, from + rowsAtOnce))
        .execute();
      await turn();
    }
  }

  /** How many events wait, and since when. */
  async waiting(rule: Rule): Promise<{ count: number; firstAt: number | null }> {
    const row = await this.#store.read
      .selectFrom('alert_event')
      .select((select) => [
        select.fn.countAll<number>().as('count'),
        select.fn.min<number | null>('at').as('first'),
      ])
      .where('rule_id', '=', rule.id)
      .where('id', '>', rule.toldEvent)
      .executeTakeFirst();
    return { count: Number(row?.count ?? 0), firstAt: row?.first ?? null };
  }

  /** All that waits, by topic. */
  async gathered(rule: Rule): Promise<Gathered> {
    const mine = this.#store.read
      .selectFrom('alert_event')
      .where('rule_id', '=', rule.id)
      .where('id', '>', rule.toldEvent);
    const end = await mine
      .select((select) => [
        select.fn.countAll<number>().as('total'),
        select.fn.max<number | null>('id').as('through'),
      ])
      .executeTakeFirstOrThrow();
    const throughEvent = end.through ?? rule.toldEvent;
    const upTo = mine.where('id', '<=', throughEvent);
    const counts = await upTo
      .select((select) => [
        'topic',
        select.fn.countAll<number>().as('things'),
        select.fn.count<number>('subject').distinct().as('hosts'),
      ])
      .groupBy('topic')
      .orderBy('things', 'desc')
      .orderBy('topic')
      .limit(topicsAtMost)
      .execute();
    const topics: Topic[] = [];
    for (const { topic, things, hosts } of counts) {
      const rows = await upTo
        .select('facts')
        .where('topic', '=', topic)
        .orderBy('id')
        .limit(entriesOfTopic)
        .execute();
      const entries = rows.map(({ facts }) => AlertEntry.parse(JSON.parse(facts)));
      topics.push({ topic, things: Number(things), hosts: Number(hosts), entries });
    }
    return { topics, total: Number(end.total), throughEvent };
  }

  /**
   * Puts a message into the outbox, once for each channel, and its events behind it, in one transaction.
   *
   * @returns false when another has told of them meanwhile, or the rule is gone
   */
  async tell(rule: Rule, throughEvent: number, messages: readonly Outgoing[], now: number): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('alert_rule')
        .set({ told_event: throughEvent, last_message_at: now })
        .where('id', '=', rule.id)
        .where('told_event', '=', rule.toldEvent)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      for (const { message, channelId } of messages) {
        await db
          .insertInto('alert_message')
          .values({
            id: message.id,
            rule_id: rule.id,
            channel_id: channelId,
            content: JSON.stringify(message),
            state: 'waiting',
            attempts: 0,
            made_at: now,
            sent_at: null,
            next_attempt_at: now,
            last_error: null,
          })
          .execute();
      }
      return true;
    });
  }

  /** Removes events that are in messages, a few rows at a time. */
  async removeTold(rule: Rule): Promise<void> {
    for (;;) {
      const rows = await this.#store.read
        .selectFrom('alert_event')
        .select('id')
        .where('rule_id', '=', rule.id)
        .where('id', '<=', rule.toldEvent)
        .orderBy('id')
        .limit(rowsAtOnce)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return;
      await this.#store.write
        .deleteFrom('alert_event')
        .where('rule_id', '=', rule.id)
        .where('id', '<=', last.id)
        .execute();
      await turn();
    }
  }
}

async function failureRules(db: Transaction<Schema>): Promise<Rule[]> {
  const rules = db
    .selectFrom('alert_rule')
    .selectAll()
    .where('kind', '=', 'failure')
    .where('enabled', '=', 1)
    .orderBy('name');
  return (await rules.execute()).map(ruleOf);
}

type Outgoing = { message: AlertMessage; channelId: string };

function wants(rule: Rule, cause: { control: string; label: string }): boolean {
  const { trigger } = rule;
  if (trigger.kind !== 'failure') return false;
  const { controls, labels } = trigger;
  return (
    (controls.length === 0 || controls.includes(cause.control)) &&
    (labels.length === 0 || labels.includes(cause.label))
  );
}

async function insertEvents(
  db: Transaction<Schema>,
  ruleId: string,
  events: readonly AlertEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto('alert_event')
    .values(
      events.map(({ subject, topic, entry }) => ({
        rule_id: ruleId,
        topic,
        subject,
        facts: JSON.stringify(entry),
        at: Date.parse(entry.at),
      })),
    )
    .execute();
}

/** Ingest comes first: gives the sockets a turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
