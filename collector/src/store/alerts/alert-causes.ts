import { sql } from 'kysely';
import { bulkInsert, bulkSelect } from '../sql/bulk.ts';
import { preparedQuery } from '../sql/prepared-query.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { FindingSpanRow } from '../schema.ts';
import type { AlertCauseRow } from './alert-tables.ts';

type Cause = Omit<AlertCauseRow, 'id'>;

/** Limits or reference data that change may let a host fail at many controls at once. */
const insertCauses = bulkInsert<Cause>('alert_cause', {
  host_id: 'text',
  control: 'text',
  reason: 'text',
  at: 'bigint',
});

type Key = Pick<FindingSpanRow, 'host_id' | 'control' | 'variant'>;

/** What was known last. Verdicts that are left out say that nobody could look. */
const saidLast = bulkSelect<Key, Key & { outcome: string | null }>(
  ['host_id', 'control', 'variant'],
  (keys) => sql`with sought (host_id, control, variant) as (${keys})
    select sought.host_id, sought.control, sought.variant, (
      select span.outcome from finding_span as span
      where span.host_id = sought.host_id and span.control = sought.control and span.variant = sought.variant
        and span.outcome in ('pass', 'fail', 'not-applicable')
      order by span.from_at desc limit 1
    ) as outcome from sought`,
);

/**
 * Notes verdicts that became `fail`, in the transaction that stores them and before their spans are there, where a rule
 * wants to know of failures. What failed before it could not be looked at for a while is no news: machines that sleep at
 * night would be told of every morning.
 *
 * @param begun spans that begin now; a control of a host is noted once, whichever of its limits failed
 */
export async function noteFailures(db: Db, begun: readonly FindingSpanRow[]): Promise<void> {
  const failing = begun.filter(({ outcome }) => outcome === 'fail');
  if (failing.length === 0 || !(await isAnybodyTold(db))) return;
  const before = await saidLast(db, failing);
  const failedBefore = new Set(before.filter(({ outcome }) => outcome === 'fail').map(keyOf));
  const noted = new Map<string, Cause>();
  for (const span of failing) {
    const { host_id, control, reason, from_at: at } = span;
    const one = `${host_id} ${control}`;
    if (noted.has(one) || failedBefore.has(keyOf(span))) continue;
    noted.set(one, { host_id, control, reason, at });
  }
  await insertCauses(db, [...noted.values()]);
}

function keyOf({ host_id: host, control, variant }: Key): string {
  return `${host} ${control} ${variant}`;
}

const ruleOfFailures = preparedQuery<Record<string, never>, { id: string }>((db) =>
  db.selectFrom('alert_rule').select('id').where('kind', '=', 'failure').where('enabled', '=', 1).limit(1),
);

async function isAnybodyTold(db: Db): Promise<boolean> {
  return (await ruleOfFailures(db, {})).length > 0;
}
