import { TenkenError } from '@tenken/shared';
import type { Db } from './evidence-repository.ts';
import { nameBodies, storeBodies } from './named-bodies.ts';
import { keepApart } from './keep-apart.ts';
import { quarantineReason } from './quarantine.ts';
import type { QuarantineReason } from './quarantine.ts';
import { packedNumber } from './report-history.ts';
import type { AcceptedReport, StoredReport } from './report-repository.ts';

/** Whether a pack of reports could not be read. */
export function isDamagedHistory(error: unknown): boolean {
  return error instanceof TenkenError && error.code === 'database-damaged';
}

/**
 * Stores beside the history what a damaged pack may hold already, within a transaction whose hosts are locked.
 *
 * Nobody can tell any more whether a late report's number was taken in such a pack, or by what: it is acknowledged, kept
 * apart, and counted in the health report. An older report changes no verdict, so nothing becomes better by it.
 *
 * @returns what became of those that are of such a pack; the others are left to be stored as usual
 */
export async function storeBesideDamage(
  db: Db,
  batch: readonly AcceptedReport[],
): Promise<Map<AcceptedReport, StoredReport>> {
  const answers = new Map<AcceptedReport, StoredReport>();
  for (const accepted of batch) {
    const answer = await storeBeside(db, accepted);
    if (answer) answers.set(accepted, answer);
  }
  return answers;
}

async function storeBeside(db: Db, accepted: AcceptedReport): Promise<StoredReport | null> {
  const { hostId, statement, receivedAt } = accepted;
  const host = await db.selectFrom('host').selectAll().where('id', '=', hostId).executeTakeFirstOrThrow();
  const lastSequence = host.last_sequence;
  if (statement.sequence > lastSequence || !(await isInDamagedPack(db, accepted))) return null;
  if (await isByItself(db, accepted)) return null;
  const before = await keptApartAt(db, accepted);
  if (before !== null) return { status: 'duplicate', receivedAt: before, lastSequence };
  const hashes = statement.evidence.map(({ sha256 }) => sha256);
  const known = await nameBodies(db, new Set(hashes), receivedAt);
  const missing = hashes.filter((sha256) => !known.has(sha256) && !accepted.bodies.has(sha256));
  if (missing.length > 0) return { status: 'missing', hashes: missing };
  const fresh = [...accepted.bodies].filter(([sha256]) => !known.has(sha256));
  await storeBodies(db, new Map(fresh.map(([sha256, body]) => [sha256, { ...body, receivedAt }])));
  const reason: QuarantineReason = quarantineReason(host, statement, false) ?? 'history-damaged';
  await keepApart(db, accepted, reason);
  return { status: 'stored', receivedAt, lastSequence };
}

async function isInDamagedPack(db: Db, { hostId, statement }: AcceptedReport): Promise<boolean> {
  try {
    await packedNumber(db, hostId, statement.sequence);
    return false;
  } catch (error) {
    if (!isDamagedHistory(error)) throw error;
    return true;
  }
}

/** Such a one is answered by what lies there. */
async function isByItself(db: Db, { hostId, statement }: AcceptedReport): Promise<boolean> {
  const row = await db
    .selectFrom('report')
    .select('report_id')
    .where('host_id', '=', hostId)
    .where('report_id', '=', statement.reportId)
    .executeTakeFirst();
  return row !== undefined;
}

async function keptApartAt(db: Db, { hostId, statement }: AcceptedReport): Promise<number | null> {
  const row = await db
    .selectFrom('quarantined_report')
    .select('received_at')
    .where('host_id', '=', hostId)
    .where('report_id', '=', statement.reportId)
    .executeTakeFirst();
  return row?.received_at ?? null;
}
