import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { MessageState } from '../../api/alert-schemas.ts';
import type { AlertMessage } from '../../alerts/message.ts';
import type { Change } from '../../audit/audit-entry.ts';
import type { AlertMessageRow } from './alert-tables.ts';
import { appendAudit } from '../audit-repository.ts';
import { isPostgres } from '../sql/dialect.ts';
import type { Store } from '../store.ts';

export type KeptMessage = {
  id: string;
  ruleId: string | null;
  channelId: string;
  content: AlertMessage;
  state: MessageState;
  attempts: number;
  madeAt: number;
  sentAt: number | null;
  nextAttemptAt: number | null;
  lastError: Text | null;
};

/** Longer than any attempt takes. */
const takenMs = 10 * 60_000;

/** The outbox, and the log of what was sent: a message is a row from the moment it is made. */
export class AlertMessageRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Those that are to be tried now, longest due first; at most one of a channel, so that a slow one holds up no other. */
  async due(now: number, channelsBusy: readonly string[]): Promise<KeptMessage[]> {
    const rows = await this.#store.read
      .selectFrom('alert_message')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .orderBy('id')
      .limit(100)
      .execute();
    const taken = new Set(channelsBusy);
    return rows.map(messageOf).filter(({ channelId }) => {
      if (taken.has(channelId)) return false;
      taken.add(channelId);
      return true;
    });
  }

  /**
   * Takes one to be tried, so that no other collector tries it meanwhile; one that is killed over it leaves it for later.
   *
   * @returns false when another has it, or it waits no more
   */
  async take({ id, nextAttemptAt }: KeptMessage, now: number): Promise<boolean> {
    // A file has one collector.
    if (!isPostgres(this.#store.write)) return true;
    const { numUpdatedRows } = await this.#store.write
      .updateTable('alert_message')
      .set({ next_attempt_at: now + takenMs })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where('next_attempt_at', '=', nextAttemptAt)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** After `take`, where it was not tried to its end: whoever comes next need not wait for it. */
  async giveBack({ id, nextAttemptAt }: KeptMessage): Promise<void> {
    if (!isPostgres(this.#store.write)) return;
    await this.#store.write
      .updateTable('alert_message')
      .set({ next_attempt_at: nextAttemptAt })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  }

  /** When the next one is to be tried, milliseconds since 1970; null when none waits. */
  async nextAt(): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('alert_message')
      .select((select) => select.fn.min<number | null>('next_attempt_at').as('at'))
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    return row?.at ?? null;
  }

  async sent(id: string, now: number): Promise<void> {
    await this.#store.write
      .updateTable('alert_message')
      .set((set) => ({
        state: 'sent',
        attempts: set('attempts', '+', 1),
        sent_at: now,
        next_attempt_at: null,
        last_error: null,
      }))
      .where('id', '=', id)
      .execute();
  }

  /** @param nextAttemptAt null: it is given up */
  async failed(id: string, error: Text, nextAttemptAt: number | null): Promise<void> {
    await this.#store.write
      .updateTable('alert_message')
      .set((set) => ({
        state: nextAttemptAt === null ? 'given-up' : 'waiting',
        attempts: set('attempts', '+', 1),
        next_attempt_at: nextAttemptAt,
        last_error: keptError(error),
      }))
      .where('id', '=', id)
      .execute();
  }

  /** Writes down a message that was tried outside of the outbox: a test. */
  async keepTest(message: AlertMessage, channelId: string, error: Text | null, { actor, now }: Change) {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('alert_message')
        .values({
          id: message.id,
          rule_id: null,
          channel_id: channelId,
          content: JSON.stringify(message),
          state: error === null ? 'sent' : 'given-up',
          attempts: 1,
          made_at: Date.parse(message.madeAt),
          sent_at: error === null ? now : null,
          next_attempt_at: null,
          last_error: error === null ? null : keptError(error),
        })
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'alert-tested',
        subject: `alert-channel:${channelId}`,
        details: { sent: error === null },
      });
    });
  }

  /** Lets one that was given up, or waits, be tried now. @returns false where there is none such */
  async sendAgain(id: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('alert_message')
        .set({ state: 'waiting', attempts: 0, next_attempt_at: now })
        .where('id', '=', id)
        .where('state', 'in', ['waiting', 'given-up'])
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await appendAudit(db, { at: now, actor, action: 'alert-sent-again', subject: `alert-message:${id}` });
      return true;
    });
  }

  /** Newest first. @param before the last one of the page before */
  async list(page: {
    limit: number;
    state?: MessageState;
    channelId?: string;
    before?: { madeAt: number; id: string };
  }): Promise<KeptMessage[]> {
    const { limit, state, channelId, before } = page;
    let query = this.#store.read
      .selectFrom('alert_message')
      .selectAll()
      .orderBy('made_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    if (state !== undefined) query = query.where('state', '=', state);
    if (channelId !== undefined) query = query.where('channel_id', '=', channelId);
    if (before !== undefined) {
      query = query.where((where) =>
        where.or([
          where('made_at', '<', before.madeAt),
          where.and([where('made_at', '=', before.madeAt), where('id', '<', before.id)]),
        ]),
      );
    }
    return (await query.execute()).map(messageOf);
  }

  async find(id: string): Promise<KeptMessage | null> {
    const messages = this.#store.read.selectFrom('alert_message').selectAll();
    const row = await messages.where('id', '=', id).executeTakeFirst();
    return row ? messageOf(row) : null;
  }

  /** How many are in which state. */
  async counts(): Promise<Record<MessageState, number>> {
    const rows = await this.#store.read
      .selectFrom('alert_message')
      .select(['state', (select) => select.fn.countAll<number>().as('messages')])
      .groupBy('state')
      .execute();
    const found = new Map(rows.map(({ state, messages }) => [state, Number(messages)]));
    return {
      waiting: found.get('waiting') ?? 0,
      sent: found.get('sent') ?? 0,
      'given-up': found.get('given-up') ?? 0,
    };
  }

  /** Removes what was sent or given up before a moment; what waits stays. */
  async removeBefore(moment: number): Promise<void> {
    await this.#store.write
      .deleteFrom('alert_message')
      .where('state', '!=', 'waiting')
      .where('made_at', '<', moment)
      .execute();
  }
}

function messageOf(row: AlertMessageRow): KeptMessage {
  return {
    id: row.id,
    ruleId: row.rule_id,
    channelId: row.channel_id,
    content: JSON.parse(row.content) as AlertMessage,
    state: row.state as MessageState,
    attempts: row.attempts,
    madeAt: row.made_at,
    sentAt: row.sent_at,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error === null ? null : errorOf(row.last_error),
  };
}

const errorCharacters = 500;

function keptError({ ja, en }: Text): string {
  return JSON.stringify(text(ja.slice(0, errorCharacters), en.slice(0, errorCharacters)));
}

/** What older collectors have kept is a sentence in English. */
function errorOf(kept: string): Text {
  return kept.startsWith('{"ja":') ? (JSON.parse(kept) as Text) : text(kept, kept);
}
