import { correctedTime, isClockSetBack } from '../../ingest/claimed-time.ts';
import { heardAt, readCarriage } from './carriage.ts';
import type { Carriage } from './carriage.ts';
import { hashAt, kindsOf } from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';
import type { Current, CurrentEvidence } from './evidence-repository.ts';
import type { EvidenceRow } from '../schema.ts';
import { partsOfKept } from './stored-body.ts';

/** What a host's newest report says of its evidence: rows of unchanged evidence are not written anew for their times. */
export type StatedState = {
  parts: CompactStatement;
  reportId: string;
  heardAt: number;
};

export function stateIn(report: {
  report_id: string;
  received_at: number;
  carried: string | null;
  statement: Buffer;
}): StatedState {
  return stateOf(
    partsOfKept(report.statement),
    report.report_id,
    report.received_at,
    readCarriage(report.carried),
  );
}

export function stateOf(
  parts: CompactStatement,
  reportId: string,
  receivedAt: number,
  carried: Carriage | null,
): StatedState {
  return { parts, reportId, heardAt: heardAt(parts.sentAt, receivedAt, carried) };
}

/** Whether nobody can tell the age of some of it: the host's clock went back before it sent. */
export function isOfUnknownAge({ sentAt, collectedAt }: CompactStatement): boolean {
  return collectedAt.some((claimed) => isClockSetBack(claimed, sentAt));
}

/** @param earliest what counts where nobody can tell the age */
export function statedAt(
  { parts, reportId, heardAt: heard }: StatedState,
  at: number,
  earliest: number,
): CurrentEvidence {
  const claimed = parts.collectedAt[at] ?? Number.NaN;
  return {
    sha256: hashAt(parts.hashes, at),
    collected_at: correctedTime(claimed, parts.sentAt, heard, earliest),
    claimed_at: claimed,
    duration_ms: parts.durationMs[at] ?? 0,
    report_id: reportId,
  };
}

/** The newest evidence of a host by kind: rows, with the times of its newest report where that says the same. */
export function currentEvidence(
  rows: readonly Omit<EvidenceRow, 'host_id'>[],
  newest: StatedState | null,
): Current {
  const current: Current = new Map(rows.map(({ kind, ...row }) => [kind, row]));
  if (!newest) return current;
  for (const [at, kind] of kindsOf(newest.parts).entries()) {
    const row = current.get(kind);
    if (!row) continue;
    const stated = statedAt(newest, at, row.collected_at);
    if (stated.sha256 === row.sha256) current.set(kind, stated);
  }
  return current;
}
