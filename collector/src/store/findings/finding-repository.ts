import type { Finding, Outcome, Text } from '@tenken/shared';
import { notReported } from './change-repository.ts';
import { isPostgres } from '../sql/dialect.ts';
import { isoTime } from '../sql/iso-time.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import { replaceFindings } from './replace-findings.ts';
import type { JudgedFinding } from './finding-rows.ts';
import { replaceParts } from './replace-parts.ts';
import type { JudgedInPart } from './replace-parts.ts';
import { shippedSets } from './requirement-sets.ts';
import type { RequirementSets } from './requirement-sets.ts';
import { judgingEdition, nextEditionWhole } from './judging-edition.ts';
import type { JudgingEdition } from './judging-edition.ts';
import type { FindingRow, HostRow } from '../schema.ts';
import type { Store } from '../store.ts';

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

/** As many as this share of hosts that have reported are judged beside them because a verdict has run out. */
const endedBeside = 0.2;

/**
 * Several collectors on one database each draw their hosts by lot, from this many times as many, in an order of their
 * own: whoever comes to a host that another has judged meanwhile sees that it is not due any more, and what a collector
 * that ended has drawn is left to all others.
 */
const drawnFrom = 10;

/** A host that has to be judged. */
export type DueHost = {
  id: string;
  name: string;
  platform: string;
  label: string;
  lastSequence: number;
  /** Where it waits only because what holds for all has changed: by what it was judged. Else null. */
  judgedBy: string | null;
  /** Of what held for all when it was found to be due: what is read later is this one or a newer one. */
  edition: number;
};

/** By what findings were judged besides their evidence. */
export type JudgedBy = { by: string; edition: number };

const dueColumns = ['id', 'name', 'platform', 'label', 'last_sequence'] as const;

type DueRow = Pick<HostRow, (typeof dueColumns)[number]>;

function dueHost(
  { last_sequence: lastSequence, ...host }: DueRow,
  edition: number,
  judgedBy: string | null = null,
): DueHost {
  return { ...host, lastSequence, judgedBy, edition };
}

/** Current verdicts, and the stretches of time in which they held. */
export class FindingRepository {
  readonly #store: Store;
  readonly #sets: RequirementSets;

  /** @param sets by which items hosts are counted; those of the product unless told */
  constructor(store: Store, sets: RequirementSets = shippedSets()) {
    this.#store = store;
    this.#sets = sets;
  }

  /**
   * Replaces the findings of one host in one transaction, together with what is counted and the mark that they are up
   * to date. A finding whose outcome and reason stay keeps its `since`; one that changes ends a span and begins another.
   * A host that was revoked has no findings any more, whatever was judged of it: it will never report again, and its
   * old machine would be counted as unknown beside the new one for good. What held before stays in its history.
   *
   * @param sequence of the newest report that was judged; when a newer one has come since, the mark stays
   * @param judged by what besides its evidence; unless told by what holds now, and as a whole the next time
   */
  async replace(
    hostId: string,
    findings: readonly JudgedFinding[],
    sequence: number,
    now: number,
    judged: JudgedBy | null = null,
  ): Promise<void> {
    await this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(db, [hostId]);
      const host = await db.selectFrom('host').select('status').where('id', '=', hostId).executeTakeFirst();
      const counted = host?.status === 'revoked' ? [] : findings;
      await replaceFindings(db, hostId, counted, now, this.#sets);
      const edition = judged?.edition ?? (await judgingEdition(db)).number;
      const marked = await db
        .updateTable('host')
        .set({ needs_evaluation: 0, judged_by: judged?.by ?? null, judged_edition: edition })
        .where('id', '=', hostId)
        .where('last_sequence', '=', sequence)
        .executeTakeFirstOrThrow();
      if (marked.numUpdatedRows > 0n) return;
      // Another collector may have judged the newer report already, and its findings are gone now.
      await db
        .updateTable('host')
        .set({ needs_evaluation: 1 })
        .where('id', '=', hostId)
        .where('needs_evaluation', '=', 0)
        .execute();
    });
  }

  /**
   * Stores what was judged anew of hosts in part, in one transaction. A host that has said something meanwhile, or that
   * another collector has judged, is left as it is.
   *
   * @returns how many hosts it was stored for
   */
  async replaceParts(parts: readonly JudgedInPart[], now: number): Promise<number> {
    return this.#store.writeByHost.transaction().execute(async (db) => {
      await lockHosts(
        db,
        parts.map(({ host }) => host.id),
      );
      return replaceParts(db, parts, now, this.#sets);
    });
  }

  /**
   * Hosts whose findings are behind their evidence, hosts with a verdict that has run out, and last those that are
   * judged anew because of what holds for all: very many, and nobody waits for one of them.
   *
   * @param limit a few more come where so many have reported
   * @param options `anew`: whether those are wanted, too
   */
  async hostsToEvaluate(
    now: number,
    limit: number,
    options: { anew: boolean } = { anew: true },
  ): Promise<DueHost[]> {
    const edition = await judgingEdition(this.#store.read);
    const reported = await this.#reported(edition, limit);
    if (reported.length >= limit) {
      // Reports come faster than they are judged: a pass that has run out may not stay one until they end.
      const known = new Set(reported.map(({ id }) => id));
      const beside = await this.#ended(edition, now, Math.ceil(limit * endedBeside));
      return [...reported, ...beside.filter(({ id }) => !known.has(id))];
    }
    if (reported.length > 0) return reported;
    const ended = await this.#ended(edition, now, limit);
    if (ended.length > 0 || !options.anew) return ended;
    return this.#judgedBefore(edition, limit);
  }

  async #reported({ number }: JudgingEdition, limit: number): Promise<DueHost[]> {
    const marked = this.#store.read.selectFrom('host').select(dueColumns).where('needs_evaluation', '>', 0);
    const rows = await marked.limit(this.#drawn(limit)).execute();
    return this.#some(rows, limit).map((row) => dueHost(row, number));
  }

  async #judgedBefore({ number, whole }: JudgingEdition, limit: number): Promise<DueHost[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select([...dueColumns, 'judged_by', 'judged_edition'])
      .where('judged_edition', '<', number)
      .where('needs_evaluation', '=', 0)
      // By the index, whatever a planner takes for known of editions that change all at once.
      .orderBy('judged_edition')
      .limit(this.#drawn(limit))
      .execute();
    return this.#some(rows, limit).map(({ judged_by: by, judged_edition: edition, ...row }) =>
      dueHost(row, number, edition < whole ? null : by),
    );
  }

  #drawn(limit: number): number {
    return isPostgres(this.#store.read) ? limit * drawnFrom : limit;
  }

  #some<One>(drawn: readonly One[], limit: number): readonly One[] {
    return isPostgres(this.#store.read) ? shuffled(drawn).slice(0, limit) : drawn;
  }

  async #ended({ number }: JudgingEdition, now: number, limit: number): Promise<DueHost[]> {
    // After a night without a collector everything has run out: a few rows tell which hosts are next.
    const ended = await this.#store.read
      .selectFrom('finding')
      .select('host_id')
      .where('valid_until_at', '<=', now)
      .orderBy('valid_until_at')
      .limit(limit * 20)
      .execute();
    const all = [...new Set(ended.map((row) => row.host_id))];
    const isShared = isPostgres(this.#store.read);
    const ids = (isShared ? shuffled(all) : all).slice(0, limit);
    if (ids.length === 0) return [];
    const hosts = this.#store.read.selectFrom('host').select(dueColumns).where('id', 'in', ids);
    const due = (await hosts.execute()).map((row) => dueHost(row, number));
    return isShared ? shuffled(due) : due;
  }

  /** Hosts by id, from after one on; those that were revoked are never judged. */
  async hostsAfter(id: string, limit: number): Promise<DueHost[]> {
    const hosts = this.#store.read
      .selectFrom('host')
      .select(dueColumns)
      .where('id', '>', id)
      .where('status', '!=', 'revoked')
      .orderBy('id')
      .limit(limit);
    const { number } = await judgingEdition(this.#store.read);
    return (await hosts.execute()).map((row) => dueHost(row, number));
  }

  /** How many hosts wait to be judged anew, and how many of them because of what holds for all. */
  async marked(): Promise<{ all: number; anew: number }> {
    const { number } = await judgingEdition(this.#store.read);
    const counted = (query: typeof hosts) =>
      query.executeTakeFirstOrThrow().then(({ count }) => Number(count));
    const hosts = this.#store.read.selectFrom('host').select(({ fn }) => fn.countAll<number>().as('count'));
    const reported = await counted(hosts.where('needs_evaluation', '>', 0));
    const anew = await counted(hosts.where('judged_edition', '<', number).where('needs_evaluation', '=', 0));
    return { all: reported + anew, anew };
  }

  /** Whether some host is to be judged anew; another process may have marked it. */
  async anyMarked(options: { anew: boolean } = { anew: true }): Promise<boolean> {
    const some = this.#store.read.selectFrom('host').select('id').limit(1);
    if (await some.where('needs_evaluation', '>', 0).executeTakeFirst()) return true;
    if (!options.anew) return false;
    const { number } = await judgingEdition(this.#store.read);
    const behind = some
      .where('judged_edition', '<', number)
      .where('needs_evaluation', '=', 0)
      .orderBy('judged_edition');
    return (await behind.executeTakeFirst()) !== undefined;
  }

  /** The first instant after now at which some verdict runs out; null when none does. */
  async nextExpiry(): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('finding')
      .select((select) => select.fn.min<number | null>('valid_until_at').as('at'))
      .executeTakeFirst();
    return row?.at ?? null;
  }

  /** Every stored host is judged anew as a whole: after a change of controls, limits or checklists. */
  async judgeWhole(): Promise<void> {
    await this.#store.write.transaction().execute(nextEditionWhole);
  }

  /** Every finding of one host, by control and variant. */
  async ofHost(hostId: string): Promise<StoredFinding[]> {
    const rows = await this.#store.read
      .selectFrom('finding')
      .selectAll()
      .where('host_id', '=', hostId)
      .orderBy('control')
      .orderBy('variant')
      .execute();
    return rows.map(fromRow);
  }

  /** The outcome alone of each of them. */
  async verdictsOf(hostId: string): Promise<{ control: string; variant: string; outcome: Outcome }[]> {
    const rows = await this.#store.read
      .selectFrom('finding')
      .select(['control', 'variant', 'outcome'])
      .where('host_id', '=', hostId)
      .execute();
    return rows.map((row) => ({ ...row, outcome: row.outcome as Outcome }));
  }

  async find(hostId: string, control: string, variant: string): Promise<StoredFinding | null> {
    const row = await this.#store.read
      .selectFrom('finding')
      .selectAll()
      .where('host_id', '=', hostId)
      .where('control', '=', control)
      .where('variant', '=', variant)
      .executeTakeFirst();
    return row ? fromRow(row) : null;
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

  /**
   * Newest first. A host is unknown from its enrolment to its first report: nobody had judged it then, and that is no
   * outcome that has changed. What is not reported later, or only of one kind, stays in it.
   */
  async history(hostId: string, control: string, variant: string): Promise<FindingSpan[]> {
    const rows = await this.#store.read
      .selectFrom('finding_span')
      .selectAll()
      .where('host_id', '=', hostId)
      .where('control', '=', control)
      .where('variant', '=', variant)
      .orderBy('from_at', 'desc')
      .limit(spansAtMost)
      .execute();
    const oldest = rows.at(-1);
    const isBefore =
      rows.length > 1 &&
      rows.length < spansAtMost &&
      oldest?.reason === notReported &&
      (oldest.to_at ?? Infinity) <= (await this.#firstJudgedAt(hostId));
    return (isBefore ? rows.slice(0, -1) : rows).map((row) => ({
      outcome: row.outcome as Outcome,
      reason: row.reason,
      fromAt: isoTime(row.from_at),
      toAt: row.to_at === null ? null : isoTime(row.to_at),
    }));
  }

  /** When something was judged for the first time on what the host had reported, milliseconds since 1970. */
  async #firstJudgedAt(hostId: string): Promise<number> {
    const row = await this.#store.read
      .selectFrom('finding_span')
      .select((select) => select.fn.min<number | null>('from_at').as('at'))
      .where('host_id', '=', hostId)
      .where('reason', '!=', notReported)
      .executeTakeFirst();
    return Number(row?.at ?? 0);
  }
}

const spansAtMost = 100;

function shuffled<One>(all: readonly One[]): One[] {
  return all
    .map((one) => ({ one, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

export function fromRow(row: FindingRow): StoredFinding {
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
    validUntil: row.valid_until_at === null ? null : isoTime(row.valid_until_at),
    sinceAt: isoTime(row.since_at),
    evaluatedAt: isoTime(row.evaluated_at),
  };
}
