import { otherMachine } from '@tenken/controls';
import type { Finding, Outcome, Text } from '@tenken/shared';
import { noteFailures } from './alert-causes.ts';
import type { FindingRow, FindingSpanRow } from './schema.ts';
import type { Store } from './store.ts';

/** A finding with the parameters' variant and since when it holds. */
export type StoredFinding = Finding & {
  hostId: string;
  variant: string;
  sinceAt: string;
  evaluatedAt: string;
};

export type FindingSpan = { outcome: Outcome; reason: string; fromAt: string; toAt: string | null };

export type FindingFilter = {
  hostId?: string;
  control?: string;
  variant?: string;
  outcome?: Outcome;
  limit?: number;
  offset?: number;
};

/** A host that has to be judged. */
export type DueHost = { id: string; name: string; platform: string; label: string; lastSequence: number };

/** Current verdicts, and the stretches of time in which they held. */
export class FindingRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Replaces the findings of one host in one transaction, together with the mark that they are up to date.
   * A finding whose outcome and reason stay keeps its `since`; one that changes ends a span and begins another.
   *
   * @param sequence of the newest report that was judged; when a newer one has come since, the mark stays
   */
  async replace(
    hostId: string,
    findings: readonly (Finding & { variant: string })[],
    sequence: number,
    now: number,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const before = await db.selectFrom('finding').selectAll().where('host_id', '=', hostId).execute();
      const known = new Map(before.map((row) => [`${row.control} ${row.variant}`, row]));
      const begun: FindingSpanRow[] = [];
      for (const finding of findings) {
        const old = known.get(`${finding.control} ${finding.variant}`);
        known.delete(`${finding.control} ${finding.variant}`);
        const same = old?.outcome === finding.outcome && old.reason === finding.reason;
        const row = rowOf(hostId, finding, same ? old.since_at : now, now);
        await db
          .insertInto('finding')
          .values(row)
          .onConflict((conflict) => conflict.columns(['host_id', 'control', 'variant']).doUpdateSet(row))
          .execute();
        if (same) continue;
        await db
          .updateTable('finding_span')
          .set({ to_at: now })
          .where('host_id', '=', hostId)
          .where('control', '=', finding.control)
          .where('variant', '=', finding.variant)
          .where('to_at', 'is', null)
          .execute();
        begun.push({
          host_id: hostId,
          control: finding.control,
          variant: finding.variant,
          outcome: finding.outcome,
          reason: finding.reason,
          from_at: now,
          to_at: null,
        });
      }
      await noteFailures(db, begun);
      for (const span of begun) {
        await db
          .insertInto('finding_span')
          .values(span)
          .onConflict((conflict) =>
            conflict
              .columns(['host_id', 'control', 'variant', 'from_at'])
              .doUpdateSet({ outcome: span.outcome, reason: span.reason, to_at: null }),
          )
          .execute();
      }
      // A control that no longer exists has no current verdict; its history stays.
      for (const gone of known.values()) {
        await db
          .deleteFrom('finding')
          .where('host_id', '=', hostId)
          .where('control', '=', gone.control)
          .where('variant', '=', gone.variant)
          .execute();
        await db
          .updateTable('finding_span')
          .set({ to_at: now })
          .where('host_id', '=', hostId)
          .where('control', '=', gone.control)
          .where('variant', '=', gone.variant)
          .where('to_at', 'is', null)
          .execute();
      }
      await db
        .updateTable('host')
        .set({ needs_evaluation: 0 })
        .where('id', '=', hostId)
        .where('last_sequence', '=', sequence)
        .execute();
    });
  }

  /** Hosts whose findings are behind their evidence, and hosts with a verdict that has run out. */
  async hostsToEvaluate(now: number, limit: number): Promise<DueHost[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select(['id', 'name', 'platform', 'label', 'last_sequence'])
      .where((where) =>
        where.or([
          where('needs_evaluation', '=', 1),
          where('id', 'in', (db) =>
            db.selectFrom('finding').select('host_id').where('valid_until_at', '<=', now),
          ),
        ]),
      )
      .limit(limit)
      .execute();
    return rows.map(({ id, name, platform, label, last_sequence: lastSequence }) => ({
      id,
      name,
      platform,
      label,
      lastSequence,
    }));
  }

  /** How many hosts wait to be judged anew. */
  async marked(): Promise<number> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where('needs_evaluation', '=', 1)
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }

  /** Whether some host is to be judged anew; another process may have marked it. */
  async anyMarked(): Promise<boolean> {
    const row = await this.#store.read
      .selectFrom('host')
      .select('id')
      .where('needs_evaluation', '=', 1)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The first instant after now at which some verdict runs out; null when none does. */
  async nextExpiry(): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('finding')
      .select((select) => select.fn.min<number | null>('valid_until_at').as('at'))
      .executeTakeFirst();
    return row?.at ?? null;
  }

  /** Every stored host is judged anew: after a change of controls, limits or checklists. */
  async markAll(): Promise<void> {
    await this.#store.write.updateTable('host').set({ needs_evaluation: 1 }).execute();
  }

  async list(filter: FindingFilter): Promise<StoredFinding[]> {
    let query = this.#store.read
      .selectFrom('finding')
      .selectAll()
      .orderBy('control')
      .orderBy('variant')
      .orderBy('host_id');
    if (filter.hostId !== undefined) query = query.where('host_id', '=', filter.hostId);
    if (filter.control !== undefined) query = query.where('control', '=', filter.control);
    if (filter.variant !== undefined) query = query.where('variant', '=', filter.variant);
    if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
    const rows = await query
      .limit(filter.limit ?? 1000)
      .offset(filter.offset ?? 0)
      .execute();
    return rows.map(fromRow);
  }

  async history(hostId: string, control: string, variant: string): Promise<FindingSpan[]> {
    const rows = await this.#store.read
      .selectFrom('finding_span')
      .selectAll()
      .where('host_id', '=', hostId)
      .where('control', '=', control)
      .where('variant', '=', variant)
      .orderBy('from_at', 'desc')
      .limit(100)
      .execute();
    return rows.map((row) => ({
      outcome: row.outcome as Outcome,
      reason: row.reason,
      fromAt: iso(row.from_at),
      toAt: row.to_at === null ? null : iso(row.to_at),
    }));
  }

  /** How many hosts have which outcome, by control and variant. */
  async counts(): Promise<{ control: string; variant: string; outcome: Outcome; hosts: number }[]> {
    const rows = await this.#store.read
      .selectFrom('finding')
      .select(['control', 'variant', 'outcome', (select) => select.fn.countAll<number>().as('hosts')])
      .groupBy(['control', 'variant', 'outcome'])
      .execute();
    return rows.map((row) => ({ ...row, outcome: row.outcome as Outcome, hosts: Number(row.hosts) }));
  }

  /** How many controls have which outcome, by host, under one variant of their limits. */
  async countsByHost(
    hostIds: readonly string[],
    variant: string,
  ): Promise<{ hostId: string; outcome: Outcome; controls: number }[]> {
    if (hostIds.length === 0) return [];
    const rows = await this.#store.read
      .selectFrom('finding')
      .select(['host_id', 'outcome', (select) => select.fn.countAll<number>().as('controls')])
      .where('host_id', 'in', [...hostIds])
      .where('variant', '=', variant)
      .groupBy(['host_id', 'outcome'])
      .execute();
    return rows.map((row) => ({
      hostId: row.host_id,
      outcome: row.outcome as Outcome,
      controls: Number(row.controls),
    }));
  }

  /**
   * On how many hosts all of these controls pass; one that is about another class of machine stands in nobody's way,
   * and is none that passes.
   *
   * @param wanted pairs of control and variant, no pair twice
   */
  async hostsPassing(wanted: readonly { control: string; variant: string }[]): Promise<number> {
    if (wanted.length === 0) return 0;
    const row = await this.#store.read
      .selectFrom((db) =>
        db
          .selectFrom('finding')
          .select('host_id')
          .where((where) => where.or([where('outcome', '=', 'pass'), where('reason', '=', otherMachine)]))
          .where((where) => where.or(wanted.map((pair) => where.and(pair))))
          .groupBy('host_id')
          .having((having) => having.fn.countAll<number>(), '=', wanted.length)
          // Of 'not-applicable' and 'pass' the last in the alphabet: there is one that passes.
          .having((having) => having.fn.max('outcome'), '=', 'pass')
          .as('passing'),
      )
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }
}

function rowOf(
  hostId: string,
  finding: Finding & { variant: string },
  sinceAt: number,
  now: number,
): FindingRow {
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
  };
}

function fromRow(row: FindingRow): StoredFinding {
  return {
    hostId: row.host_id,
    control: row.control,
    variant: row.variant,
    parameters: JSON.parse(row.parameters) as Record<string, unknown>,
    outcome: row.outcome as Outcome,
    reason: row.reason,
    observed: JSON.parse(row.observed) as Text,
    expected: JSON.parse(row.expected) as Text,
    evidence: JSON.parse(row.evidence) as Finding['evidence'],
    validUntil: row.valid_until_at === null ? null : iso(row.valid_until_at),
    sinceAt: iso(row.since_at),
    evaluatedAt: iso(row.evaluated_at),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
