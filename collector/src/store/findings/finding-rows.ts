import type { EndingFinding } from '@tenken/controls';
import { noteFailures } from '../alerts/alert-causes.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { inChunks } from '../sql/in-chunks.ts';
import { preparedInsert, preparedQuery } from '../sql/prepared-query.ts';
import type { FindingRow, FindingSpanRow } from '../schema.ts';

export type JudgedFinding = EndingFinding & { variant: string };

/** What stands of a finding, as far as what comes in its place is compared with it. */
export type Standing = Pick<FindingRow, 'control' | 'variant' | 'outcome' | 'reason' | 'since_at' | 'due_at'>;

/** What stood and what stands now; null: there was none, or is none any more. */
export type Replaced = { old: Standing | null; row: FindingRow | null };

const findingColumns = [
  'host_id',
  'control',
  'variant',
  'outcome',
  'reason',
  'parameters',
  'observed',
  'expected',
  'evidence',
  'since_at',
  'evaluated_at',
  'valid_until_at',
  'due_at',
] as const;

const replaceRows = preparedInsert<FindingRow>(findingColumns, (db, rows) =>
  db
    .insertInto('finding')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'control', 'variant']).doUpdateSet((set) => ({
        outcome: set.ref('excluded.outcome'),
        reason: set.ref('excluded.reason'),
        parameters: set.ref('excluded.parameters'),
        observed: set.ref('excluded.observed'),
        expected: set.ref('excluded.expected'),
        evidence: set.ref('excluded.evidence'),
        since_at: set.ref('excluded.since_at'),
        evaluated_at: set.ref('excluded.evaluated_at'),
        valid_until_at: set.ref('excluded.valid_until_at'),
        due_at: set.ref('excluded.due_at'),
      })),
    ),
);

/** Where the verdict stays: naming its columns would write the indexes on them anew for every row. */
const confirmRows = preparedInsert<FindingRow>(findingColumns, (db, rows) =>
  db
    .insertInto('finding')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'control', 'variant']).doUpdateSet((set) => ({
        parameters: set.ref('excluded.parameters'),
        observed: set.ref('excluded.observed'),
        expected: set.ref('excluded.expected'),
        evidence: set.ref('excluded.evidence'),
        evaluated_at: set.ref('excluded.evaluated_at'),
        valid_until_at: set.ref('excluded.valid_until_at'),
      })),
    ),
);

type FindingKey = { hostId: string; control: string; variant: string };

const endSpan = preparedQuery<FindingKey & { at: number }>((db, slot) =>
  db
    .updateTable('finding_span')
    .set({ to_at: slot('at') })
    .where('host_id', '=', slot('hostId'))
    .where('control', '=', slot('control'))
    .where('variant', '=', slot('variant'))
    .where('to_at', 'is', null),
);

const beginSpans = preparedInsert<FindingSpanRow>(
  ['host_id', 'control', 'variant', 'outcome', 'reason', 'from_at', 'to_at'],
  (db, rows) =>
    db
      .insertInto('finding_span')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['host_id', 'control', 'variant', 'from_at']).doUpdateSet((set) => ({
          outcome: set.ref('excluded.outcome'),
          reason: set.ref('excluded.reason'),
          to_at: null,
        })),
      ),
);

const removeFinding = preparedQuery<FindingKey>((db, slot) =>
  db
    .deleteFrom('finding')
    .where('host_id', '=', slot('hostId'))
    .where('control', '=', slot('control'))
    .where('variant', '=', slot('variant')),
);

/**
 * Writes findings of one host in the place of those before, and their history. A finding whose outcome and reason stay
 * keeps its `since`; one that changes ends a span and begins another.
 *
 * @param before those that stand; what has no successor is removed, and its history stays
 */
export async function writeFindings(
  db: Db,
  hostId: string,
  { before, findings, now }: { before: readonly Standing[]; findings: readonly JudgedFinding[]; now: number },
): Promise<Replaced[]> {
  const gone = new Map(before.map((row) => [keyOf(row), row]));
  const written: Replaced[] = [];
  const confirmed: FindingRow[] = [];
  const replaced: FindingRow[] = [];
  const begun: FindingSpanRow[] = [];
  for (const finding of findings) {
    const old = gone.get(keyOf(finding)) ?? null;
    gone.delete(keyOf(finding));
    const same = old?.outcome === finding.outcome && old.reason === finding.reason;
    const row = rowOf(hostId, finding, same ? old.since_at : now, now);
    (same && old.due_at === row.due_at ? confirmed : replaced).push(row);
    written.push({ old, row });
    if (same) continue;
    if (old) await endSpan(db, { hostId, control: row.control, variant: row.variant, at: now });
    const { host_id, control, variant, outcome, reason } = row;
    begun.push({ host_id, control, variant, outcome, reason, from_at: now, to_at: null });
  }
  await inChunks(db, confirmed, confirmRows);
  await inChunks(db, replaced, replaceRows);
  // Before the spans begin: what failed last is looked up in those that are there.
  await noteFailures(db, begun);
  await inChunks(db, begun, beginSpans);
  // A control that no longer exists has no current verdict.
  for (const old of gone.values()) {
    const key = { hostId, control: old.control, variant: old.variant };
    await removeFinding(db, key);
    await endSpan(db, { ...key, at: now });
    written.push({ old, row: null });
  }
  return written;
}

function keyOf({ control, variant }: { control: string; variant: string }): string {
  return `${control} ${variant}`;
}

function rowOf(hostId: string, finding: JudgedFinding, sinceAt: number, now: number): FindingRow {
  const { endsAt = null } = finding;
  return {
    host_id: hostId,
    control: finding.control,
    variant: finding.variant,
    outcome: finding.outcome,
    reason: finding.reason,
    parameters: JSON.stringify(finding.parameters),
    observed: JSON.stringify(finding.observed),
    expected: JSON.stringify(finding.expected),
    evidence: JSON.stringify(finding.evidence),
    since_at: sinceAt,
    evaluated_at: now,
    valid_until_at: finding.validUntil === null ? null : Date.parse(finding.validUntil),
    due_at: endsAt === null || finding.outcome !== 'pass' ? null : Date.parse(endsAt),
  };
}
