import type { Statement } from '@tenken/shared';
import { sql } from 'kysely';
import type { DeleteResult, RawBuilder, SqlBool } from 'kysely';
import { appendAudit } from '../audit-repository.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { kindsOf } from '../reports/compact-statement.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import type { Store } from '../store.ts';
import { inflated } from '../reports/stored-body.ts';
import { newestState } from '../reports/report-history.ts';
import { ReportPack } from '../reports/report-pack.ts';

/** How many rows of each sort were removed. */
export type Removed = {
  reports: number;
  quarantinedReports: number;
  evidenceSpans: number;
  findingSpans: number;
  bodies: number;
  feeds: number;
};

/** Where a walk over a table goes on; null at its end. */
type Step<Place> = { next: Place | null; removed: number };

/**
 * Removes what is older than the policy wants, a few rows in each transaction. Never removed: the newest evidence of a
 * host with the report that states it, findings and spans that still last, the audit log, and what a legal hold pins.
 */
export class RetentionRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Ids of the next hosts. */
  async hosts(after: string, limit: number): Promise<string[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  async isHostHeld(hostId: string): Promise<boolean> {
    const row = await this.#store.read
      .selectFrom('legal_hold')
      .select('id')
      .where('kind', '=', 'host')
      .where('subject', '=', hostId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A hold pins evidence, and what it was judged by is needed to judge it again. */
  async isAnythingHeld(): Promise<boolean> {
    const row = await this.#store.read.selectFrom('legal_hold').select('id').limit(1).executeTakeFirst();
    return row !== undefined;
  }

  /** Looks at the next reports of a host by their number and removes the old ones among them. */
  async reports(hostId: string, after: number, before: number, limit: number): Promise<Step<number>> {
    const looked = await this.#store.read
      .selectFrom('report')
      .select(['report_id', 'sequence', 'received_at'])
      .where('host_id', '=', hostId)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(limit)
      .execute();
    const old = looked.filter((row) => row.received_at < before);
    const last = looked.length < limit || old.length === 0 ? null : (looked.at(-1)?.sequence ?? null);
    if (old.length === 0) return { next: null, removed: 0 };
    const ids = old.map((row) => row.report_id);
    const removed = await this.#store.write.transaction().execute(async (db) => {
      await lockHosts(db, [hostId]);
      const kept = await keptIds(db, hostId, ids);
      const host = await db
        .selectFrom('host')
        .select(['last_sequence', 'forgotten_sequence'])
        .where('id', '=', hostId)
        .where(notHeld(hostId))
        .executeTakeFirst();
      if (!host) return 0;
      const gone = old.filter((row) => !kept.has(row.report_id) && row.sequence < host.last_sequence);
      if (gone.length === 0) return 0;
      const goneIds = gone.map((row) => row.report_id);
      for (const table of ['report_statement', 'report'] as const) {
        await db.deleteFrom(table).where('host_id', '=', hostId).where('report_id', 'in', goneIds).execute();
      }
      const forgotten = Math.max(host.forgotten_sequence, ...gone.map((row) => row.sequence));
      await db.updateTable('host').set({ forgotten_sequence: forgotten }).where('id', '=', hostId).execute();
      return gone.length;
    });
    return { next: last, removed };
  }

  /** The same for the packs that hold reports so old. */
  async packedReports(hostId: string, after: number, before: number, limit: number): Promise<Step<number>> {
    return this.#store.write.transaction().execute(async (db) => {
      await lockHosts(db, [hostId]);
      const packs = await db
        .selectFrom('report_pack')
        .selectAll()
        .where('host_id', '=', hostId)
        .where('first_sequence', '>', after)
        .where('first_received_at', '<', before)
        .orderBy('first_sequence')
        .limit(limit)
        .where(notHeld(hostId))
        .execute();
      const host = await db
        .selectFrom('host')
        .select(['last_sequence', 'forgotten_sequence'])
        .where('id', '=', hostId)
        .executeTakeFirst();
      let removed = 0;
      for (const row of packs) {
        const pack = ReportPack.ifWhole(row);
        if (!pack) continue;
        const old = pack.held().filter(({ receivedAt }) => receivedAt < before);
        const kept = await keptIds(
          db,
          hostId,
          old.map(({ reportId }) => reportId),
        );
        const gone = old.filter(
          ({ reportId, sequence }) => !kept.has(reportId) && sequence < (host?.last_sequence ?? 0),
        );
        if (gone.length === 0) continue;
        const sequences = new Set(gone.map(({ sequence }) => sequence));
        const left = pack.without(({ sequence }) => sequences.has(sequence));
        await db
          .deleteFrom('report_pack')
          .where('host_id', '=', hostId)
          .where('first_sequence', '=', row.first_sequence)
          .execute();
        if (left) await db.insertInto('report_pack').values(left.row(hostId)).execute();
        const forgotten = Math.max(...sequences);
        await db
          .updateTable('host')
          .set({ forgotten_sequence: forgotten })
          .where('id', '=', hostId)
          .where('forgotten_sequence', '<', forgotten)
          .execute();
        removed += gone.length;
      }
      return { next: packs.at(-1)?.first_sequence ?? null, removed };
    });
  }

  async quarantinedReports(hostId: string, before: number, limit: number): Promise<number> {
    const rows = await this.#store.read
      .selectFrom('quarantined_report')
      .select('report_id')
      .where('host_id', '=', hostId)
      .where('received_at', '<', before)
      .limit(limit)
      .execute();
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.report_id);
    return this.#remove((db) =>
      db
        .deleteFrom('quarantined_report')
        .where('host_id', '=', hostId)
        .where('report_id', 'in', ids)
        .where(notHeld(hostId)),
    );
  }

  /** Spans of evidence that ended before; those of a body that is the newest stay, for their end is not written yet. */
  async evidenceSpans(hostId: string, before: number, limit: number): Promise<number> {
    const rows = await this.#store.read
      .selectFrom('evidence_span as span')
      .select(['span.kind', 'span.first_seen_at'])
      .where('span.host_id', '=', hostId)
      .where('span.last_seen_at', '<', before)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('evidence as newest')
              .select('newest.kind')
              .whereRef('newest.host_id', '=', 'span.host_id')
              .whereRef('newest.kind', '=', 'span.kind')
              .whereRef('newest.sha256', '=', 'span.sha256'),
          ),
        ),
      )
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('legal_hold as held')
              .select('held.id')
              .where('held.kind', '=', 'evidence')
              .whereRef('held.subject', '=', 'span.sha256'),
          ),
        ),
      )
      .limit(limit)
      .execute();
    if (rows.length === 0) return 0;
    return this.#remove((db) =>
      db
        .deleteFrom('evidence_span')
        .where('host_id', '=', hostId)
        .where((where) =>
          where.or(
            rows.map(({ kind, first_seen_at }) =>
              where.and([where('kind', '=', kind), where('first_seen_at', '=', first_seen_at)]),
            ),
          ),
        )
        .where(notHeld(hostId)),
    );
  }

  async findingSpans(hostId: string, before: number, limit: number): Promise<number> {
    const rows = await this.#store.read
      .selectFrom('finding_span')
      .select(['control', 'variant', 'from_at'])
      .where('host_id', '=', hostId)
      .where('to_at', '<', before)
      .limit(limit)
      .execute();
    if (rows.length === 0) return 0;
    return this.#remove((db) =>
      db
        .deleteFrom('finding_span')
        .where('host_id', '=', hostId)
        .where('to_at', '<', before)
        .where((where) => where.or(rows.map((row) => where.and(row))))
        .where(notHeld(hostId)),
    );
  }

  /** Whether any body was named last so long ago that it may be removed. */
  async isAnyBodyOld(before: number): Promise<boolean> {
    const row = await this.#store.read
      .selectFrom('evidence_body')
      .select('sha256')
      .where('named_at', '<', before)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Every hash that newest evidence names, then every one that a span names; some at a time. */
  async *hashesNamed(limit: number): AsyncGenerator<string[]> {
    for (let after = ['', '']; ;) {
      const [host = '', kind = ''] = after;
      const rows = await this.#store.read
        .selectFrom('evidence')
        .select(['host_id', 'kind', 'sha256'])
        .where((where) => where(where.refTuple('host_id', 'kind'), '>', where.tuple(host, kind)))
        .orderBy('host_id')
        .orderBy('kind')
        .limit(limit)
        .execute();
      yield rows.map(({ sha256 }) => sha256);
      const last = rows.at(-1);
      if (!last) break;
      after = [last.host_id, last.kind];
    }
    for (let after = { host: '', kind: '', from: 0 }; ;) {
      const { host, kind, from } = after;
      const rows = await this.#store.read
        .selectFrom('evidence_span')
        .select(['host_id', 'kind', 'first_seen_at', 'sha256'])
        .where((where) =>
          where(where.refTuple('host_id', 'kind', 'first_seen_at'), '>', where.tuple(host, kind, from)),
        )
        .orderBy('host_id')
        .orderBy('kind')
        .orderBy('first_seen_at')
        .limit(limit)
        .execute();
      yield rows.map(({ sha256 }) => sha256);
      const last = rows.at(-1);
      if (!last) return;
      after = { host: last.host_id, kind: last.kind, from: last.first_seen_at };
    }
  }

  /**
   * Removes the next old bodies that nothing names: neither newest evidence, nor a span, nor a hold, nor a report that is
   * kept apart. One that a report has named since it was looked for is not old any more.
   *
   * @param isNamed whether something names it; may say so of some that nothing names, never the other way round
   */
  async bodies(
    after: { namedAt: number; sha256: string },
    before: number,
    isNamed: (sha256: string) => boolean,
    limit: number,
  ): Promise<Step<{ namedAt: number; sha256: string }>> {
    const looked = await this.#store.read
      .selectFrom('evidence_body')
      .select(['named_at', 'sha256'])
      .where((where) =>
        where(where.refTuple('named_at', 'sha256'), '>', where.tuple(after.namedAt, after.sha256)),
      )
      .where('named_at', '<', before)
      .orderBy('named_at')
      .orderBy('sha256')
      .limit(limit)
      .execute();
    const last = looked.at(-1);
    const next = last ? { namedAt: last.named_at, sha256: last.sha256 } : null;
    const wanted = looked.map((row) => row.sha256).filter((hash) => !isNamed(hash));
    if (wanted.length === 0) return { next, removed: 0 };
    const removed = await this.#remove((db) =>
      db
        .deleteFrom('evidence_body')
        .where('sha256', 'in', wanted)
        .where('named_at', '<', before)
        .where(
          sql<SqlBool>`not exists (select 1 from legal_hold where legal_hold.kind = 'evidence' and legal_hold.subject = evidence_body.sha256)`,
        ),
    );
    return { next, removed };
  }

  /** Hashes that reports state which are kept apart: they have no spans. */
  async *hashesKeptApart(limit: number): AsyncGenerator<string[]> {
    for (let after = ['', '']; ;) {
      const [host = '', report = ''] = after;
      const rows = await this.#store.read
        .selectFrom('quarantined_report')
        .select(['host_id', 'report_id', 'statement'])
        .where((where) => where(where.refTuple('host_id', 'report_id'), '>', where.tuple(host, report)))
        .orderBy('host_id')
        .orderBy('report_id')
        .limit(limit)
        .execute();
      for (const row of rows) {
        const { evidence } = JSON.parse(inflated(row.statement)) as Statement;
        yield evidence.map(({ sha256 }) => sha256);
      }
      const last = rows.at(-1);
      if (!last) return;
      after = [last.host_id, last.report_id];
    }
  }

  /** In a transaction: a hold that is being placed at this moment is there before, or finds nothing to hold. */
  async #remove(
    build: (db: Db) => { executeTakeFirstOrThrow: () => Promise<DeleteResult> },
  ): Promise<number> {
    const { numDeletedRows } = await this.#store.write
      .transaction()
      .execute((db) => build(db).executeTakeFirstOrThrow());
    return Number(numDeletedRows);
  }

  /** Nothing is removed in silence. */
  async note(removed: Removed, before: number, now: number): Promise<void> {
    await this.#store.write.transaction().execute((db) =>
      appendAudit(db, {
        at: now,
        actor: 'collector',
        action: 'retention-swept',
        subject: 'collector',
        details: { ...removed, olderThan: new Date(before).toISOString() },
      }),
    );
  }
}

/** In the statement that removes: a hold may have been placed since it was looked for. */
function notHeld(hostId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`not exists (select 1 from legal_hold where legal_hold.kind = 'host' and legal_hold.subject = ${hostId})`;
}

/** Of these reports those that newest evidence rests on, or that a hold pins. */
async function keptIds(db: Db, hostId: string, ids: readonly string[]): Promise<Set<string | null>> {
  const stated = await db
    .selectFrom('evidence')
    .select(['kind', 'report_id'])
    .where('host_id', '=', hostId)
    .where('report_id', 'in', ids)
    .execute();
  const held = await db
    .selectFrom('legal_hold')
    .select('subject')
    .where('kind', '=', 'report')
    .where(
      'subject',
      'in',
      ids.map((id) => `${hostId}/${id}`),
    )
    .execute();
  const newest = await newestState(db, hostId);
  // Evidence that the newest report states rests on that one, whatever stands beside it.
  const restated = new Set(newest === null ? [] : kindsOf(newest.parts));
  return new Set([
    ...stated.filter(({ kind }) => !restated.has(kind)).map((row) => row.report_id),
    ...held.map((row) => row.subject.slice(hostId.length + 1)),
  ]);
}
