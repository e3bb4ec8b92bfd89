import type { EvidenceBody, StatedEvidence } from '@tenken/shared';
import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { deflated } from './stored-body.ts';

export type Db = Transaction<Schema>;

/** Evidence as a report states it, with when that was by the collector's clock. */
export type DatedEvidence = StatedEvidence & { collectedMs: number; claimedMs: number };

export type Current = Map<string, { sha256: string; collected_at: number }>;

/** The newest evidence of a host by kind, as it is before a report is stored. */
export async function currentEvidence(db: Db, hostId: string): Promise<Current> {
  const rows = await db
    .selectFrom('evidence')
    .select(['kind', 'sha256', 'collected_at'])
    .where('host_id', '=', hostId)
    .execute();
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

export async function storeBodies(
  db: Db,
  bodies: ReadonlyMap<string, EvidenceBody>,
  now: number,
): Promise<void> {
  if (bodies.size === 0) return;
  await db
    .insertInto('evidence_body')
    .values(
      [...bodies].map(([sha256, body]) => ({
        sha256,
        kind: body.kind,
        body: deflated(body),
        stored_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

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
    await db
      .updateTable('evidence_span')
      .set({ last_seen_at: before.collected_at })
      .where('host_id', '=', hostId)
      .where('kind', '=', kind)
      .where('sha256', '=', before.sha256)
      .where('first_seen_at', '<=', before.collected_at)
      .where('last_seen_at', '<', before.collected_at)
      .execute();
  }
  await storeSpans(db, hostId, changed);
  await makeNewest(db, report, changed);
  const same = new Set(evidence);
  for (const one of changed) same.delete(one);
  await makeNewest(db, report, [...same], 'unchanged');
}

/** @param hash `unchanged` where the hash stays: naming the column would write its index anew for every row */
async function makeNewest(
  db: Db,
  { hostId, reportId }: { hostId: string; reportId: string },
  evidence: readonly DatedEvidence[],
  hash: 'changed' | 'unchanged' = 'changed',
): Promise<void> {
  if (evidence.length === 0) return;
  await db
    .insertInto('evidence')
    .values(
      evidence.map((one) => ({
        host_id: hostId,
        kind: one.kind,
        sha256: one.sha256,
        collected_at: one.collectedMs,
        claimed_at: one.claimedMs,
        duration_ms: one.durationMs,
        report_id: reportId,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['host_id', 'kind']).doUpdateSet((set) => ({
        ...(hash === 'changed' ? { sha256: set.ref('excluded.sha256') } : {}),
        collected_at: set.ref('excluded.collected_at'),
        claimed_at: set.ref('excluded.claimed_at'),
        duration_ms: set.ref('excluded.duration_ms'),
        report_id: set.ref('excluded.report_id'),
      })),
    )
    .execute();
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
  if (changed.length === 0) return;
  await db
    .insertInto('evidence_span')
    .values(
      changed.map((evidence) => ({
        host_id: hostId,
        kind: evidence.kind,
        first_seen_at: evidence.collectedMs,
        last_seen_at: evidence.collectedMs,
        sha256: evidence.sha256,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
