import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Verdicts that say something of the host; the others say that nobody could look. */
const said = ['pass', 'fail', 'not-applicable'];

/**
 * Notes a verdict that became `fail`, in the transaction that stores it, where a rule wants to know of failures. What
 * failed before it could not be looked at for a while is no news: machines that sleep at night would be told of every
 * morning.
 */
export async function noteFailure(
  db: Transaction<Schema>,
  finding: { hostId: string; control: string; variant: string; reason: string },
  at: number,
): Promise<void> {
  const { hostId, control, variant, reason } = finding;
  const rule = await db
    .selectFrom('alert_rule')
    .select('id')
    .where('kind', '=', 'failure')
    .where('enabled', '=', 1)
    .limit(1)
    .executeTakeFirst();
  if (rule === undefined) return;
  const before = await db
    .selectFrom('finding_span')
    .select('outcome')
    .where('host_id', '=', hostId)
    .where('control', '=', control)
    .where('variant', '=', variant)
    .where('outcome', 'in', said)
    .orderBy('from_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before?.outcome === 'fail') return;
  await db.insertInto('alert_cause').values({ host_id: hostId, control, reason, at }).execute();
}
