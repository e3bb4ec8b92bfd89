import type { Kysely } from 'kysely';

/** What people are told without looking: rules, where to, what waits, what was sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('alert_channel')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('secret', 'text')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('alert_rule')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('last_message_at', 'bigint')
    .addColumn('told_event', 'bigint', (column) => column.notNull())
    .execute();
  // Written with the verdict that is the cause, taken away with the events that are made of it.
  await schema
    .createTable('alert_cause')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addColumn('control', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('alert_event')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('rule_id', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('alert_event_rule').on('alert_event').columns(['rule_id', 'id']).execute();
  // What holds now and was told: it is told again when it has ended and begins anew.
  await schema
    .createTable('alert_told')
    .addColumn('rule_id', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('alert_told_key', ['rule_id', 'subject'])
    .execute();
  await schema
    .createTable('alert_message')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('rule_id', 'text')
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('last_error', 'text')
    .execute();
  await schema
    .createIndex('alert_message_due')
    .on('alert_message')
    .columns(['state', 'next_attempt_at'])
    .execute();
  await schema.createIndex('alert_message_made').on('alert_message').columns(['made_at', 'id']).execute();
}
