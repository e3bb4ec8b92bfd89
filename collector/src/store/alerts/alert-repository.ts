import { randomUUID } from 'node:crypto';
import { AlertRuleInput, ChannelSettings } from '../../api/alert-schemas.ts';
import type { Change } from '../../audit/audit-entry.ts';
import type { AlertChannelRow, AlertRuleRow } from './alert-tables.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';

export type Channel = {
  id: string;
  name: string;
  settings: ChannelSettings;
  /** Encrypted; null for none. */
  secret: string | null;
};

export type Rule = AlertRuleInput & {
  id: string;
  changedAt: number;
  lastMessageAt: number | null;
  /** Events up to this one are in messages. */
  toldEvent: number;
};

/** Rules, and where messages go. Each change is a line of the audit log; nothing secret is in it. */
export class AlertRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async channels(): Promise<Channel[]> {
    const rows = await this.#store.read.selectFrom('alert_channel').selectAll().orderBy('name').execute();
    return rows.map(channelOf);
  }

  async channel(id: string): Promise<Channel | null> {
    const channels = this.#store.read.selectFrom('alert_channel').selectAll();
    const row = await channels.where('id', '=', id).executeTakeFirst();
    return row ? channelOf(row) : null;
  }

  async putChannel(channel: Channel, { actor, now }: Change): Promise<void> {
    const { id, name, settings, secret } = channel;
    const row = { id, name, settings: JSON.stringify(settings), secret, changed_at: now };
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('alert_channel')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'alert-channel-changed',
        subject: `alert-channel:${id}`,
        details: { name, kind: settings.kind },
      });
    });
  }

  /** With the messages that wait for it. @returns `used` while a rule sends there, false when there is none */
  async removeChannel(id: string, { actor, now }: Change): Promise<'used' | boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const definitions = await db.selectFrom('alert_rule').select('definition').execute();
      if (definitions.some(({ definition }) => definitionOf(definition).channels.includes(id))) return 'used';
      const { numDeletedRows } = await db
        .deleteFrom('alert_channel')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return false;
      await db.deleteFrom('alert_message').where('channel_id', '=', id).execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'alert-channel-removed',
        subject: `alert-channel:${id}`,
      });
      return true;
    });
  }

  async rules(): Promise<Rule[]> {
    const rows = await this.#store.read.selectFrom('alert_rule').selectAll().orderBy('name').execute();
    return rows.map(ruleOf);
  }

  async rule(id: string): Promise<Rule | null> {
    const rules = this.#store.read.selectFrom('alert_rule').selectAll();
    const row = await rules.where('id', '=', id).executeTakeFirst();
    return row ? ruleOf(row) : null;
  }

  /**
   * Makes a rule, or changes one. What another trigger has gathered is forgotten.
   *
   * @param id of the one that is changed; null for a new one
   *
   * @returns its id; null where none has the given one
   */
  async putRule(id: string | null, rule: AlertRuleInput, { actor, now }: Change): Promise<string | null> {
    return this.#store.write.transaction().execute(async (db) => {
      const { name, enabled, ...definition } = rule;
      const changed = {
        name,
        enabled: enabled ? 1 : 0,
        kind: rule.trigger.kind,
        definition: JSON.stringify(definition),
        changed_at: now,
      };
      const ruleId = id ?? randomUUID();
      if (id === null) {
        const row = { id: ruleId, ...changed, last_message_at: null, told_event: 0 };
        await db.insertInto('alert_rule').values(row).execute();
      } else {
        const before = await db
          .selectFrom('alert_rule')
          .select(['definition', 'enabled'])
          .where('id', '=', id)
          .executeTakeFirst();
        if (before === undefined) return null;
        await db.updateTable('alert_rule').set(changed).where('id', '=', id).execute();
        const trigger = JSON.stringify(definitionOf(before.definition).trigger);
        if (trigger !== JSON.stringify(rule.trigger) || !enabled) {
          await db.deleteFrom('alert_event').where('rule_id', '=', id).execute();
          await db.deleteFrom('alert_told').where('rule_id', '=', id).execute();
        }
      }
      await appendAudit(db, {
        at: now,
        actor,
        action: 'alert-rule-changed',
        subject: `alert-rule:${ruleId}`,
        details: { name, kind: rule.trigger.kind, enabled },
      });
      return ruleId;
    });
  }

  /** Its messages stay in the log. @returns false when there is none */
  async removeRule(id: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('alert_rule')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return false;
      await db.deleteFrom('alert_event').where('rule_id', '=', id).execute();
      await db.deleteFrom('alert_told').where('rule_id', '=', id).execute();
      await appendAudit(db, { at: now, actor, action: 'alert-rule-removed', subject: `alert-rule:${id}` });
      return true;
    });
  }
}

const Definition = AlertRuleInput.omit({ name: true, enabled: true });

function definitionOf(text: string) {
  return Definition.parse(JSON.parse(text));
}

function channelOf({ id, name, settings, secret }: AlertChannelRow): Channel {
  return { id, name, settings: ChannelSettings.parse(JSON.parse(settings)), secret };
}

export function ruleOf(row: AlertRuleRow): Rule {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    ...definitionOf(row.definition),
    changedAt: row.changed_at,
    lastMessageAt: row.last_message_at,
    toldEvent: row.told_event,
  };
}
