import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Certificates that are not revoked, with their times, host by host: hosts renew theirs every few weeks and what was
 * replaced stays, so that which hosts' certificates end was read from many times as many rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('certificate_in_force')
    .on('certificate')
    .columns(['host_id', 'not_after_at', 'not_before_at'])
    .where(sql.ref('revoked_at'), 'is', null)
    .execute();
}
