import { sql } from 'kysely';
import type { EndingFinding } from '@tenken/controls';
import { noteFailures } from '../alerts/alert-causes.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { bulkDelete, bulkUpdate } from '../sql/bulk.ts';
import { inChunks } from '../sql/in-chunks.ts';
import { preparedInsert } from '../sql/prepared-query.ts';
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

const keyTypes = { host_id: 'text', control: 'text', variant: 'text' } as const;

type FindingKey = Pick<FindingRow, keyof typeof keyTypes>;

const endSpans = bulkUpdate<FindingKey & { to_at: number }>(
  'finding_span',
  { keys: keyTypes, set: { to_at: 'bigint' } },
  () => sql`finding_span.to_at is null`,
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

const removeFindings = bulkDelete<FindingKey>('finding', ['host_id', 'control', 'variant']);

/** What was judged of a host, and what stood in its place; what has no successor is removed, and its history stays. */
export type JudgedHost = {
  hostId: string;
  before: readonly Standing[];
  findings: readonly JudgedFinding[];
};

/** What is written of findings, of all hosts together. */
type Writing = {
  confirmed: FindingRow[];
  replaced: FindingRow[];
  removed: FindingKey[];
  ended: (FindingKey & { to_at: number })[];
  begun: FindingSpanRow[];
};

/**
 * Writes findings of hosts in the place of those before, and their history. A finding whose outcome and reason stay
 * keeps its `since`; one that changes ends a span and begins another.
 *
 * @param judged each host once
 * @returns what stood and what stands now, of each host in the order of `judged`
 */
export async function writeFindings(
  db: Db,
  judged: readonly JudgedHost[],
  now: number,
): Promise<Replaced[][]> {
  const writing: Writing = { confirmed: [], replaced: [], removed: [], ended: [], begun: [] };
  const written = judged.map((host) => writingOf(host, now, writing));
  await endSpans(db, writing.ended);
  await inChunks(db, writing.confirmed, confirmRows);
  await inChunks(db, writing.replaced, replaceRows);
  // Before the spans begin: what failed last is looked up in those that are there.
  await noteFailures(db, writing.begun);
  await inChunks(db, writing.begun, beginSpans);
  await removeFindings(db, writing.removed);
  return written;
}

function writingOf({ hostId, before, findings }: JudgedHost, now: number, writing: Writing): Replaced[] {
  const gone = new Map(before.map((row) => [keyOf(row), row]));
  const written: Replaced[] = [];
  for (const finding of findings) {
    const old = gone.get(keyOf(finding)) ?? null;
    gone.delete(keyOf(finding));
    const same = old?.outcome === finding.outcome && old.reason === finding.reason;
    const row = rowOf(hostId, finding, same ? old.since_at : now, now);
    (same && old.due_at === row.due_at ? writing.confirmed : writing.replaced).push(row);
    written.push({ old, row });
    if (same) continue;
    const { host_id, control, variant, outcome, reason } = row;
    if (old) writing.ended.push({ host_id, control, variant, to_at: now });
    writing.begun.push({ host_id, control, variant, outcome, reason, from_at: now, to_at: null });
  }
  // A control that no longer exists has no current verdict.
  for (const old of gone.values()) {
    const key = { host_id: hostId, control: old.control, variant: old.variant };
    writing.removed.push(key);
    writing.ended.push({ ...key, to_at: now });
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
