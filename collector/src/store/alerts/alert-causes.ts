import type { Db } from '../reports/evidence-repository.ts';
import type { FindingSpanRow } from '../schema.ts';

/** Verdicts that say something of the host; the others say that nobody could look. */
const said = ['pass', 'fail', 'not-applicable'];

/**
 * Notes verdicts that became `fail`, in the transaction that stores them and before their spans are there, where a rule
 * wants to know of failures. What failed before it could not be looked at for a while is no news: machines that sleep at
 * night would be told of every morning.
 *
 * @param begun spans of one host that begin now; a control is noted once, whichever of its limits failed
 */
export async function noteFailures(db: Db, begun: readonly FindingSpanRow[]): Promise<void> {
  const failing = begun.filter(({ outcome }) => outcome === 'fail');
  if (failing.length === 0 || !(await isAnybodyTold(db))) return;
  const noted = new Set<string>();
  for (const span of failing) {
    if (noted.has(span.control) || (await failedBefore(db, span))) continue;
    noted.add(span.control);
    const { host_id, control, reason, from_at: at } = span;
    await db.insertInto('alert_cause').values({ host_id, control, reason, at }).execute();
  }
}

async function isAnybodyTold(db: Db): Promise<boolean> {
  const rule = await db
    .selectFrom('alert_rule')
    .select('id')
    .where('kind', '=', 'failure')
    .where('enabled', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return rule !== undefined;
}

async function failedBefore(
  db: Db,
  { host_id, control, variant }: Pick<FindingSpanRow, 'host_id' | 'control' | 'variant'>,
): Promise<boolean> {
  const before = await db
    .selectFrom('finding_span')
    .select('outcome')
    .where('host_id', '=', host_id)
    .where('control', '=', control)
    .where('variant', '=', variant)
    .where('outcome', 'in', said)
    .orderBy('from_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return before?.outcome === 'fail';
}
