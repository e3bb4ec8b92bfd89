import { sql } from 'kysely';
import { bulkInsert, bulkSelect } from '../sql/bulk.ts';
import { isPostgres } from '../sql/dialect.ts';
import type { EvidenceBodyRow } from '../schema.ts';
import type { Db, SentBody } from './evidence-repository.ts';
import { deflated } from './stored-body.ts';

/**
 * A body that nothing names any more is removed only when it was named last long ago (`keep_days`, 30 at least). Who
 * names one writes that down, so that nobody removes it meanwhile; once a day is enough.
 */
const nameAgainAfterMs = 24 * 60 * 60 * 1000;

type Stored = Pick<EvidenceBodyRow, 'sha256' | 'kind' | 'named_at'>;

const selectBodies = bulkSelect<{ sha256: string }, Stored>(
  ['sha256'],
  (hashes) => sql<Stored>`select sha256, kind, named_at from evidence_body where sha256 in (${hashes})`,
);

/**
 * Kinds of those bodies that are stored, whichever host sent them first, by hash. They stay for as long as
 * what this transaction writes names them.
 *
 * @param now by the collector's clock, milliseconds since 1970
 */
export async function nameBodies(
  db: Db,
  hashes: Iterable<string>,
  now: number,
): Promise<Map<string, string>> {
  const rows = await selectBodies(
    db,
    Array.from(hashes, (sha256) => ({ sha256 })),
  );
  const named = new Map(rows.map((row) => [row.sha256, row.kind]));
  const long = rows.filter((row) => row.named_at < now - nameAgainAfterMs).map(({ sha256 }) => sha256);
  if (long.length === 0) return named;
  const here = new Set(await lockBodies(db, long));
  // Removed since they were looked for.
  for (const hash of long) if (!here.has(hash)) named.delete(hash);
  await db
    .updateTable('evidence_body')
    .set({ named_at: now })
    .where('sha256', 'in', [...here])
    .where('named_at', '<', now)
    .execute();
  return named;
}

/** In one order, so that nobody waits for each other. @returns those that are there */
async function lockBodies(db: Db, hashes: readonly string[]): Promise<string[]> {
  if (!isPostgres(db)) return [...hashes];
  const rows = await db
    .selectFrom('evidence_body')
    .select('sha256')
    .where('sha256', 'in', hashes)
    .orderBy('sha256')
    .forNoKeyUpdate()
    .execute();
  return rows.map(({ sha256 }) => sha256);
}

const insertBodies = bulkInsert<EvidenceBodyRow>(
  'evidence_body',
  { sha256: 'text', kind: 'text', body: 'bytea', named_at: 'bigint' },
  'on conflict do nothing',
);

/** @param bodies by their hash, in the order of their hashes: who stores the same ones beside waits in the same order */
export async function storeBodies(
  db: Db,
  bodies: ReadonlyMap<string, SentBody & { receivedAt: number }>,
): Promise<void> {
  const rows = [...bodies].map(([sha256, { kind, canonical, receivedAt }]) => ({
    sha256,
    kind,
    body: deflated(canonical),
    named_at: receivedAt,
  }));
  await insertBodies(
    db,
    rows.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
  );
}
