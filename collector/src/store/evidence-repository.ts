import type { StatedEvidence } from '@tenken/shared';
import type { Transaction } from 'kysely';
import { preparedInsert, preparedQuery } from './prepared-query.ts';
import type { EvidenceBodyRow, EvidenceRow, EvidenceSpanRow, Schema } from './schema.ts';
import { deflated } from './stored-body.ts';

export type Db = Transaction<Schema>;

/** Evidence as a report states it, with when that was by the collector's clock. */
export type DatedEvidence = StatedEvidence & { collectedMs: number; claimedMs: number };

export type Current = Map<string, { sha256: string; collected_at: number }>;

/** One probe's answer as it came with a report. */
export type SentBody = { kind: string; canonical: string };

const selectCurrent = preparedQuery<
  { hostId: string },
  { kind: string; sha256: string; collected_at: number }
>((db, slot) =>
  db.selectFrom('evidence').select(['kind', 'sha256', 'collected_at']).where('host_id', '=', slot('hostId')),
);

/** The newest evidence of a host by kind, as it is before a report is stored. */
export async function currentEvidence(db: Db, hostId: string): Promise<Current> {
  const rows = await selectCurrent(db, { hostId });
  return new Map(rows.map((row) => [row.kind, row]));
}

/** Kinds of those bodies that are stored, whichever host sent them first. */
export async function knownBodies(db: Db, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('evidence_body')
    .select(['sha256', 'kind'])
    .where('sha256', 'in', [...hashes])
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.kind]));
}

const insertBodies = preparedInsert<EvidenceBodyRow>(['sha256', 'kind', 'body', 'stored_at'], (db, rows) =>
  db
    .insertInto('evidence_body')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);

/** Those of the host's newest evidence are there already. */
export async function storeBodies(
  db: Db,
  bodies: ReadonlyMap<string, SentBody>,
  current: Current,
  now: number,
): Promise<void> {
  const unchanged = new Set([...current.values()].map(({ sha256 }) => sha256));
  const rows: EvidenceBodyRow[] = [];
  for (const [sha256, { kind, canonical }] of bodies) {
    if (!unchanged.has(sha256)) rows.push({ sha256, kind, body: deflated(canonical), stored_at: now });
  }
  await insertBodies(db, rows);
}

const endSpan = preparedQuery<{ hostId: string; kind: string; sha256: string; at: number }>((db, slot) =>
  db
    .updateTable('evidence_span')
    .set({ last_seen_at: slot('at') })
    .where('host_id', '=', slot('hostId'))
    .where('kind', '=', slot('kind'))
    .where('sha256', '=', slot('sha256'))
    .where('first_seen_at', '<=', slot('at'))
    .where('last_seen_at', '<', slot('at')),
);

const evidenceColumns = [
  'host_id',
  'kind',
  'sha256',
  'collected_at',
  'claimed_at',
  'duration_ms',
  'report_id',
] as const;

const replaceEvidence = preparedInsert<EvidenceRow>(evidenceColumns, (db, rows) =>
  db
    .insertInto('evidence')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'kind']).doUpdateSet((set) => ({
        sha256: set.ref('excluded.sha256'),
        collected_at: set.ref('excluded.collected_at'),
        claimed_at: set.ref('excluded.claimed_at'),
        duration_ms: set.ref('excluded.duration_ms'),
        report_id: set.ref('excluded.report_id'),
      })),
    ),
);

/** Where the hash stays: naming its column would write the index on it anew for every row. */
const confirmEvidence = preparedInsert<EvidenceRow>(evidenceColumns, (db, rows) =>
  db
    .insertInto('evidence')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'kind']).doUpdateSet((set) => ({
        collected_at: set.ref('excluded.collected_at'),
        claimed_at: set.ref('excluded.claimed_at'),
        duration_ms: set.ref('excluded.duration_ms'),
        report_id: set.ref('excluded.report_id'),
      })),
    ),
);

const insertSpans = preparedInsert<EvidenceSpanRow>(
  ['host_id', 'kind', 'first_seen_at', 'last_seen_at', 'sha256'],
  (db, rows) =>
    db
      .insertInto('evidence_span')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
);

/** Ends the spans of what changed where it was last seen, begins new ones, and makes the evidence the newest. */
export async function storeNewest(
  db: Db,
  report: { hostId: string; reportId: string },
  current: Current,
  evidence: readonly DatedEvidence[],
): Promise<void> {
  const { hostId } = report;
  const changed = changedSince(current, evidence);
  for (const { kind } of changed) {
    const before = current.get(kind);
    if (!before) continue;
    // While a body stays the same its span is open and its last sight is in `evidence`; now it ends there.
    await endSpan(db, { hostId, kind, sha256: before.sha256, at: before.collected_at });
  }
  await storeSpans(db, hostId, changed);
  const rowOf = (one: DatedEvidence): EvidenceRow => ({
    host_id: hostId,
    kind: one.kind,
    sha256: one.sha256,
    collected_at: one.collectedMs,
    claimed_at: one.claimedMs,
    duration_ms: one.durationMs,
    report_id: report.reportId,
  });
  const different = new Set(changed);
  await replaceEvidence(db, changed.map(rowOf));
  await confirmEvidence(db, evidence.filter((one) => !different.has(one)).map(rowOf));
}

/** An older report that came late: history only, never the state. */
export async function storeLate(
  db: Db,
  hostId: string,
  current: Current,
  evidence: readonly DatedEvidence[],
): Promise<void> {
  await storeSpans(db, hostId, changedSince(current, evidence));
}

function changedSince(current: Current, evidence: readonly DatedEvidence[]): DatedEvidence[] {
  return evidence.filter(({ kind, sha256 }) => current.get(kind)?.sha256 !== sha256);
}

async function storeSpans(db: Db, hostId: string, changed: readonly DatedEvidence[]): Promise<void> {
  await insertSpans(
    db,
    changed.map((evidence) => ({
      host_id: hostId,
      kind: evidence.kind,
      first_seen_at: evidence.collectedMs,
      last_seen_at: evidence.collectedMs,
      sha256: evidence.sha256,
    })),
  );
}
