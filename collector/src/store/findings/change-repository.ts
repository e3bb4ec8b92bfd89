import { defaultVariant } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import { sql } from 'kysely';
import type { ChangeKind } from '../../api/result-schemas.ts';
import type { Place } from '../../results/cursor.ts';
import { hourNumber } from '../tallies/days.ts';
import type { Store } from '../store.ts';
import { allControls } from '../tallies/tally-tables.ts';

/** A finding that has another outcome at the end of a time than at its beginning. */
export type StoredChange = {
  hostId: string;
  hostName: string;
  control: string;
  kind: ChangeKind;
  before: Outcome | null;
  after: Outcome;
  reason: string;
  at: number;
};

export type ChangeFilter = {
  /** Milliseconds since 1970; what changed later, up to `to`. */
  from: number;
  to: number;
  host?: string;
  control?: string;
};

export type ChangeCounts = Record<ChangeKind, number>;

const lookedAt = 500;

/** What changed between two moments, under the controls' own limits. */
export class ChangeRepository {
  readonly #store: Pick<Store, 'read'>;
  readonly #exactUpTo: number;

  /** @param exactUpTo so many changes are looked at one by one to count them */
  constructor(store: Pick<Store, 'read'>, exactUpTo = lookedAt) {
    this.#store = store;
    this.#exactUpTo = exactUpTo;
  }

  /** Newest first. @param after where the page before ended */
  async page(
    filter: ChangeFilter & { kinds: readonly ChangeKind[] },
    order: { after: Place | null; limit: number },
  ): Promise<{ changes: StoredChange[]; last: Place | null }> {
    let query = this.#changed(filter)
      .innerJoin('host', 'host.id', 'span.host_id')
      .select([
        'span.host_id',
        'host.name',
        'span.control',
        changeKind.as('kind'),
        outcomeBefore.as('before'),
        'span.outcome',
        'span.reason',
        'span.from_at',
      ]);
    if (filter.kinds.length > 0) query = query.where(changeKind, 'in', [...filter.kinds]);
    // Of a day on which thousands of hosts came nearly all are first judgements: an index alone tells that.
    if (filter.kinds.length > 0 && !filter.kinds.includes('first')) {
      query = query.where((where) =>
        where.or([
          where('earlier.outcome', 'is not', null),
          where.exists(
            where
              .selectFrom('finding_span as older')
              .select('older.from_at')
              .whereRef('older.host_id', '=', 'span.host_id')
              .whereRef('older.control', '=', 'span.control')
              .whereRef('older.variant', '=', 'span.variant')
              .where('older.from_at', '>', filter.from)
              .whereRef('older.from_at', '<', 'span.from_at'),
          ),
        ]),
      );
    }
    if (order.after) {
      const [at, host, control] = order.after as [number, string, string];
      query = query.where((where) =>
        where(
          where.refTuple('span.from_at', 'span.host_id', 'span.control'),
          '<',
          where.tuple(at, host, control),
        ),
      );
    }
    const rows = await query
      .orderBy('span.from_at', 'desc')
      .orderBy('span.host_id', 'desc')
      .orderBy('span.control', 'desc')
      .limit(order.limit)
      .execute();
    const last = rows.at(-1);
    return {
      changes: rows.map((row) => ({
        hostId: row.host_id,
        hostName: row.name,
        control: row.control,
        kind: row.kind,
        before: row.before,
        after: row.outcome as Outcome,
        reason: row.reason,
        at: row.from_at,
      })),
      last: last && rows.length === order.limit ? [last.from_at, last.host_id, last.control] : null,
    };
  }

  /**
   * By what became of them. Where more has changed than can be looked at, every change counts, also one that was undone
   * within the time, and `exact` is false.
   */
  async counts(filter: ChangeFilter): Promise<ChangeCounts & { firstHosts: number; exact: boolean }> {
    const tallied = filter.host === undefined ? await this.#tallied(filter) : [];
    const many = tallied.reduce((sum, { changes }) => sum + changes, 0) > this.#exactUpTo;
    const counts: ChangeCounts = { failing: 0, fixed: 0, lost: 0, other: 0, first: 0 };
    if (many) {
      for (const { before, after, changes } of tallied) counts[kindOf(before, after)] += changes;
      return { ...counts, firstHosts: await this.#firstTallied(filter), exact: false };
    }
    let firstHosts = 0;
    for (const { kind, changes, hosts } of await this.#kinds(filter)) {
      counts[kind] = changes;
      if (kind === 'first') firstHosts = hosts;
    }
    return { ...counts, firstHosts, exact: true };
  }

  async #tallied({ from, to, control }: ChangeFilter): Promise<Pair[]> {
    let query = this.#store.read
      .selectFrom('change_tally')
      .select(['before', 'after', (select) => select.fn.sum<number>('changes').as('changes')])
      .where('hour', '>=', hourNumber(from))
      .where('hour', '<=', hourNumber(to))
      .groupBy(['before', 'after']);
    query = query.where('control', '=', control ?? allControls);
    const rows = await query.execute();
    return rows.map((row) => ({ ...row, changes: Number(row.changes) }) as Pair);
  }

  /** A new host has one finding of each control: as many are new as the control that most have for the first time says. */
  async #firstTallied({ from, to, control }: ChangeFilter): Promise<number> {
    let query = this.#store.read
      .selectFrom('change_tally')
      .select((select) => select.fn.sum<number>('changes').as('changes'))
      // As it is written in the index.
      .where(sql<boolean>`before = ''`)
      .where('hour', '>=', hourNumber(from))
      .where('hour', '<=', hourNumber(to))
      .groupBy('control');
    query =
      control === undefined
        ? query.where('control', '<>', allControls)
        : query.where('control', '=', control);
    const rows = await query.execute();
    return Math.max(0, ...rows.map(({ changes }) => Number(changes)));
  }

  async #kinds(filter: ChangeFilter): Promise<{ kind: ChangeKind; changes: number; hosts: number }[]> {
    const rows = await this.#changed(filter)
      .select([
        changeKind.as('kind'),
        (select) => select.fn.countAll<number>().as('changes'),
        (select) => select.fn.count<number>('span.host_id').distinct().as('hosts'),
      ])
      .groupBy(changeKind)
      .execute();
    return rows.map(({ kind, changes, hosts }) => ({ kind, changes: Number(changes), hosts: Number(hosts) }));
  }

  /**
   * Stretches that began within the time and hold at its end, with what held at its beginning, where that was another outcome.
   * Where nothing had been judged by then, the first judgement within the time stands for it: a host that came this morning
   * can have lost something by noon.
   */
  #changed({ from, to, host, control }: ChangeFilter) {
    let query = this.#store.read
      .selectFrom('finding_span as span')
      .leftJoin('finding_span as earlier', (join) =>
        join
          .onRef('earlier.host_id', '=', 'span.host_id')
          .onRef('earlier.control', '=', 'span.control')
          .onRef('earlier.variant', '=', 'span.variant')
          .on('earlier.from_at', '<=', from)
          .on((on) => on.or([on('earlier.to_at', 'is', null), on('earlier.to_at', '>', from)])),
      )
      .leftJoin('finding_span as began', (join) =>
        join
          .onRef('began.host_id', '=', 'span.host_id')
          .onRef('began.control', '=', 'span.control')
          .onRef('began.variant', '=', 'span.variant')
          .onRef('began.outcome', '<>', 'span.outcome')
          .on('began.from_at', '=', (on) =>
            on
              .selectFrom('finding_span as early')
              .select('early.from_at')
              // Nothing is looked for where something had been judged.
              .where('early.host_id', '=', sql<string>`case when ${isUnjudged} then span.host_id end`)
              .whereRef('early.control', '=', 'span.control')
              .whereRef('early.variant', '=', 'span.variant')
              .where('early.from_at', '>', from)
              .where('early.reason', '<>', notReported)
              .orderBy('early.from_at')
              .limit(1),
          ),
      )
      .where('span.from_at', '>', from)
      .where('span.from_at', '<=', to)
      .where((where) => where.or([where('span.to_at', 'is', null), where('span.to_at', '>', to)]))
      .where((where) =>
        where.or([
          where('earlier.outcome', 'is', null),
          where('earlier.outcome', '<>', where.ref('span.outcome')),
        ]),
      );
    query =
      control === undefined
        ? query.where(sql<string>`coalesce(span.variant, '')`, '=', defaultVariant)
        : query.where('span.control', '=', control).where('span.variant', '=', defaultVariant);
    return host === undefined ? query : query.where('span.host_id', '=', host);
  }
}

type Pair = { before: Outcome | ''; after: Outcome; changes: number };

/** The reason of a control of which nothing has been reported yet. */
export const notReported = 'not-reported';

/** What rested on no report was no judgement. */
const isUnjudged = sql<boolean>`(earlier.outcome is null or earlier.reason = ${sql.lit(notReported)})`;

const outcomeBefore = sql<Outcome | null>`case when ${isUnjudged} then began.outcome else earlier.outcome end`;

/** `kindOf` as the database says it. */
const changeKind = sql<ChangeKind>`case
  when ${outcomeBefore} is null then 'first'
  when span.outcome = 'fail' then 'failing'
  when ${outcomeBefore} = 'fail' and span.outcome = 'pass' then 'fixed'
  when ${outcomeBefore} in ('pass', 'fail', 'not-applicable') and span.outcome in ('unknown', 'error') then 'lost'
  else 'other'
end`;

/** `lost`: what was known of it is not known any more. */
function kindOf(before: Outcome | '', after: Outcome): ChangeKind {
  if (before === '') return 'first';
  if (after === 'fail') return 'failing';
  if (before === 'fail' && after === 'pass') return 'fixed';
  const isKnown = before === 'pass' || before === 'fail' || before === 'not-applicable';
  return isKnown && (after === 'unknown' || after === 'error') ? 'lost' : 'other';
}
