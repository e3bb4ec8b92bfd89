import { sql } from 'kysely';
import type { EvidenceRow } from '../schema.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { preparedQuery } from '../sql/prepared-query.ts';

/** Newest evidence with its body; none where the database has lost it. */
export type BodyRow = Pick<
  EvidenceRow,
  'kind' | 'sha256' | 'collected_at' | 'claimed_at' | 'duration_ms' | 'report_id'
> & { body: Buffer | null };

export const bodyColumns = [
  'evidence.kind',
  'evidence.sha256',
  'evidence.collected_at',
  'evidence.claimed_at',
  'evidence.duration_ms',
  'evidence.report_id',
  'evidence_body.body',
] as const;

type DueRow = { last_sequence: number } & (BodyRow | { [Column in keyof BodyRow]: null });

/**
 * No row where the host is not to be judged any more; one without evidence where it has none. All in one statement: the
 * number is of the report that said what is read, and looking whether somebody else was faster takes no question more.
 */
export const evidenceIfDue = preparedQuery<{ hostId: string; now: number; edition: number }, DueRow>(
  (db, slot) =>
    db
      .selectFrom('host')
      .leftJoin('evidence', 'evidence.host_id', 'host.id')
      .leftJoin('evidence_body', 'evidence_body.sha256', 'evidence.sha256')
      .select(['host.last_sequence', ...bodyColumns])
      .where('host.id', '=', slot('hostId'))
      .where((where) =>
        where.or([
          where('host.needs_evaluation', '>', 0),
          where('host.judged_edition', '<', slot('edition')),
          where.exists(
            where
              .selectFrom('finding')
              .select('finding.control')
              .whereRef('finding.host_id', '=', 'host.id')
              // Not by the index on it: after a night without a collector that holds every finding of all hosts.
              .where(
                (one) => one.fn.coalesce('finding.valid_until_at', one.lit(Number.MAX_SAFE_INTEGER)),
                '<=',
                slot('now'),
              ),
          ),
        ]),
      )
      .orderBy('evidence.kind'),
);

/** One kind of evidence of one host. */
export type KindOfHost = { host_id: string; kind: string };

/** What there is of these. */
export const evidenceOfKinds = bulkSelect<KindOfHost, BodyRow & KindOfHost>(
  ['host_id', 'kind'],
  (keys) => sql`select evidence.host_id, ${sql.join(bodyColumns.map((column) => sql.ref(column)))}
    from evidence left join evidence_body on evidence_body.sha256 = evidence.sha256
    where (evidence.host_id, evidence.kind) in (${keys})`,
);

/** Whether it is a row of evidence. */
export function isStated(row: DueRow): row is { last_sequence: number } & BodyRow {
  return row.kind !== null;
}
