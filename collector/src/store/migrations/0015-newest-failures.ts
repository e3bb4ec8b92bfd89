import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { addColumns } from './add-columns.ts';

/** Since when the newest failure of each host holds: the newest failures of a department are those of few of its hosts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, [['host', 'newest_failure_at bigint']]);
  await sql`update host set newest_failure_at = (
      select max(since_at) from finding
      where finding.host_id = host.id and outcome = 'fail' and variant = 'default'
    )`.execute(db);
  for (const group of ['label', 'system']) {
    await db.schema
      .createIndex(`host_${group}_newest_failure`)
      .on('host')
      .columns([group, 'newest_failure_at', 'id'])
      .execute();
  }
}
