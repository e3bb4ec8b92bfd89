import type { Kysely } from 'kysely';

/**
 * Lines of the audit log by what was done: who sent an assessment back, when the newest backup was made and which
 * authority is used are asked of a log that grows for ever (1.5 s of a million lines, in which SQLite answers nobody
 * else).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('audit_entry_action')
    .on('audit_entry')
    .columns(['action', 'sequence'])
    .execute();
}
