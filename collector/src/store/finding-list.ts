import { defaultVariant } from '@tenken/controls';
import type { Outcome, Platform } from '@tenken/shared';
import { sql } from 'kysely';
import type { Place } from '../results/cursor.ts';
import { wordsOf } from '../results/words.ts';
import { fromRow } from './finding-repository.ts';
import type { StoredFinding } from './finding-repository.ts';
import type { HostList } from './host-list.ts';
import type { FindingRow } from './schema.ts';
import type { Store } from './store.ts';
import type { OutcomeTally, TallyRepository } from './tally-repository.ts';

export type FindingSort = 'control' | 'host' | 'since' | '-since' | 'until';

export type FindingListFilter = {
  host?: string | undefined;
  control?: string | undefined;
  /** `any` for all. */
  variant: string;
  outcome?: readonly Outcome[] | undefined;
  reason?: string | undefined;
  platform?: readonly Platform[] | undefined;
  label?: string | undefined;
  system?: string | undefined;
  text?: string | undefined;
  /** Findings that hold since this moment or later. @type milliseconds since 1970 */
  sinceAt?: number | undefined;
  /** Findings that end by themselves before this moment. */
  untilAt?: number | undefined;
};

export type ListedFinding = StoredFinding & { hostName: string; hostPlatform: string };

export type FindingListPage = { findings: ListedFinding[]; last: Place | null };

type ListedRow = FindingRow & { host_name: string; host_platform: string; sort_name: string };

type Order = { sort: FindingSort; after: Place | null; limit: number };

/** A requirement with the outcomes that are asked for and that some host has. */
type Wanted = { control: string; variant: string; outcomes: string[]; findings: number };

/** What stands before a column so that no index of it is taken: which one is read first was decided before. */
const unindexed = (column: string) => sql<string>`coalesce(${sql.ref(column)}, '')`;

/** So many rows are read and sorted where they are all that can match. */
const fewFindings = 2000;
/** So many are looked at to count what a filter lets through. */
const lookedAt = 10_000;
const hostsForAllControls = 100;
/** A host's findings lie together: all of them are read in the time of so many that are looked up with their hosts. */
const rowsForOneLookedUp = 8;
const allOutcomes: readonly Outcome[] = ['pass', 'fail', 'unknown', 'not-applicable', 'error'];

/**
 * Pages of the list of findings. Rows are read along an index in the order of the list, one stretch of it for each
 * requirement and outcome that the kept tallies know to have rows; or, where few hosts are let through, by their ids.
 */
export class FindingList {
  readonly #store: Pick<Store, 'read'>;
  readonly #tallies: TallyRepository;
  readonly #hosts: HostList;
  /** A page and its count are about the same filter: the words of one are looked up once. */
  readonly #found = new WeakMap<FindingListFilter, Promise<string[] | null>>();

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository, hosts: HostList) {
    this.#store = store;
    this.#tallies = tallies;
    this.#hosts = hosts;
  }

  async page(filter: FindingListFilter, order: Order): Promise<FindingListPage> {
    const ids = await this.#few(filter);
    const rows = ids?.length === 0 ? [] : await this.#rows(filter, order, ids);
    const last = rows.at(-1);
    return {
      findings: rows.map((row) => ({
        ...fromRow(row),
        hostName: row.host_name,
        hostPlatform: row.host_platform,
      })),
      last: last && rows.length === order.limit ? placeOf(last, order.sort) : null,
    };
  }

  /** How many findings the filter lets through. @param sort `until` lists those that have an end only */
  async count(filter: FindingListFilter, sort: FindingSort): Promise<{ count: number; exact: boolean }> {
    const plain = !filter.host && !filter.reason && !filter.text && filter.sinceAt === undefined;
    const untimed = filter.untilAt === undefined && sort !== 'until';
    const wanted = await this.#wanted(filter);
    const candidates = wanted.reduce((sum, { findings }) => sum + findings, 0);
    if (plain && untimed && groupsOf(filter).length <= 1) return { count: candidates, exact: true };
    const allEnding = plain && sort === 'until' && filter.untilAt === undefined;
    if (allEnding && filter.variant === 'default' && groupsOf(filter).length === 0) {
      const isNone = filter.outcome !== undefined && !filter.outcome.includes('pass');
      return { count: isNone ? 0 : await this.#tallies.ending(filter.control), exact: true };
    }
    const ids = await this.#few(filter);
    if (ids?.length === 0) return { count: 0, exact: true };
    if (ids && !filter.host && !filter.control && filter.variant === defaultVariant && !filter.reason) {
      const isKept = filter.sinceAt === undefined && untimed;
      const outcomes = filter.outcome ?? allOutcomes;
      if (isKept) return { count: await this.#hosts.outcomesOf(ids, outcomes, filter), exact: true };
    }
    const rows = await this.#candidates(filter, sort, ids, wanted)
      .select((select) => select.fn.countAll<number>().as('findings'))
      .executeTakeFirstOrThrow();
    const isWhole =
      ids !== null && (filter.control !== undefined || ids.length <= hostsForAllControls)
        ? true
        : candidates <= lookedAt;
    return { count: Number(rows.findings), exact: isWhole };
  }

  /** What has to be looked at to count, so many rows at most, and the filters on it. */
  #candidates(
    filter: FindingListFilter,
    sort: FindingSort,
    ids: readonly string[] | null,
    wanted: readonly Wanted[],
  ) {
    const { control, variant, sinceAt } = filter;
    const source = this.#store.read
      .selectFrom((db) => {
        // A cross join keeps the order in which the tables are named.
        let query = ids
          ? db
              .selectFrom('host as named')
              .crossJoin('finding')
              .whereRef('finding.host_id', '=', 'named.id')
              .where('named.id', 'in', ids)
              .selectAll('finding')
          : db.selectFrom('finding').selectAll('finding');
        if (control !== undefined) query = query.where('finding.control', '=', control);
        const ends = sort === 'until' || filter.untilAt !== undefined;
        const own = ends && !ids ? unindexed('finding.variant') : sql.ref<string>('finding.variant');
        if (variant !== 'any') query = query.where(own, '=', variant);
        const outcome = ids || ends ? unindexed('finding.outcome') : sql.ref<string>('finding.outcome');
        if (filter.outcome) query = query.where(outcome, 'in', [...filter.outcome]);
        if (sinceAt !== undefined) {
          const since = ends
            ? sql<number>`coalesce(finding.since_at, 0)`
            : sql.ref<number>('finding.since_at');
          query = query.where(since, '>=', sinceAt);
        }
        if (ends) query = query.where('finding.due_at', '>', 0);
        if (ends && control === undefined && !ids) {
          query = query.where('finding.control', 'in', [...new Set(wanted.map((one) => one.control))]);
        }
        if (wanted.length === 0) query = query.where((where) => where.lit(false));
        return query.limit(lookedAt).as('finding');
      })
      .crossJoin('host')
      .whereRef('host.id', '=', 'finding.host_id');
    return filtered(source as unknown as Base, filter) as unknown as typeof source;
  }

  /** Ids of the hosts that come into question, where they are few. */
  async #few(filter: FindingListFilter): Promise<string[] | null> {
    const { host, label, system, text } = filter;
    if (host !== undefined) return [host];
    const known = this.#found.get(filter);
    if (known) return known;
    const ids = this.#hosts.few({ label, system, text }, 0);
    this.#found.set(filter, ids);
    return ids;
  }

  /** Requirements by control and variant, with those of the wanted outcomes that exist. */
  async #wanted(filter: FindingListFilter): Promise<Wanted[]> {
    const { control, variant, outcome: outcomes } = filter;
    const keys = {
      ...(control === undefined ? {} : { control }),
      ...(variant === 'any' ? {} : { variant }),
    };
    const [group, another] = groupsOf(filter);
    const several = filter.platform && filter.platform.length > 1 && !another && group?.by === 'platform';
    const tallies: OutcomeTally[] = [];
    if (several) {
      for (const platform of new Set(filter.platform)) {
        tallies.push(...(await this.#tallies.countsOfGroup('platform', platform, keys)));
      }
    } else if (group) tallies.push(...(await this.#tallies.countsOfGroup(group.by, group.value, keys)));
    else tallies.push(...(await this.#tallies.counts(keys)));
    const found = new Map<string, Wanted>();
    for (const tally of tallies) {
      if (outcomes && !outcomes.includes(tally.outcome)) continue;
      const key = `${tally.control} ${tally.variant}`;
      const known = found.get(key);
      if (!known) {
        const { control: id, variant: of, outcome, hosts } = tally;
        found.set(key, { control: id, variant: of, outcomes: [outcome], findings: hosts });
        continue;
      }
      if (!known.outcomes.includes(tally.outcome)) known.outcomes.push(tally.outcome);
      known.findings += tally.hosts;
    }
    return [...found.values()].toSorted(
      (a, b) => compared(a.control, b.control) || compared(a.variant, b.variant),
    );
  }

  async #rows(filter: FindingListFilter, order: Order, ids: string[] | null): Promise<ListedRow[]> {
    const { sort } = order;
    if (sort === 'host') return this.#byHost(filter, order, ids);
    if (ids && (filter.host !== undefined || ids.length <= hostsForAllControls)) {
      return this.#ofHosts(filter, order, ids);
    }
    const wanted = await this.#wanted(filter);
    if (sort === 'control') return this.#byControl(filter, order, ids, wanted);
    if (ids && filter.control !== undefined) return this.#ofHosts(filter, order, ids);
    if (ids && order.sort !== 'until' && (await this.#areRare(ids, order))) {
      return this.#newestOf(filter, order, ids);
    }
    return this.#byTime(filter, order, wanted);
  }

  /** Whether all findings of these hosts are fewer than what has to be passed by to find a page of them along time. */
  async #areRare(ids: readonly string[], { limit }: Order): Promise<boolean> {
    const passedBy = (limit * (await this.#tallies.hosts())) / ids.length;
    return ids.length * rowsForOneLookedUp < passedBy;
  }

  /** Everything of some hosts is read, and the first page of it kept. */
  #newestOf(filter: FindingListFilter, order: Order, ids: readonly string[]): Promise<ListedRow[]> {
    let query = this.#fromHosts(filter).where('host.id', 'in', [...ids]);
    if (filter.variant !== 'any') query = query.where('finding.variant', '=', filter.variant);
    return this.#stretch(query, order, 'since_at');
  }

  /** Everything of a few hosts that fits, sorted here. */
  async #ofHosts(filter: FindingListFilter, order: Order, ids: readonly string[]): Promise<ListedRow[]> {
    const { control, variant } = filter;
    let query = this.#fromHosts(filter).where('host.id', 'in', [...ids]);
    if (control !== undefined) query = query.where('finding.control', '=', control);
    if (variant !== 'any') query = query.where('finding.variant', '=', variant);
    if (order.sort === 'until') query = query.where('finding.due_at', 'is not', null);
    const rows = (await query.execute()) as ListedRow[];
    return cut(rows, order);
  }

  /** Requirement after requirement; within one, what holds longest comes first. */
  async #byControl(
    filter: FindingListFilter,
    order: Order,
    ids: readonly string[] | null,
    wanted: readonly Wanted[],
  ): Promise<ListedRow[]> {
    const rows: ListedRow[] = [];
    const [control = '', variant = ''] = (order.after ?? []) as string[];
    for (const one of wanted) {
      if (rows.length >= order.limit) break;
      const place = compared(one.control, control) || compared(one.variant, variant);
      if (order.after && place < 0) continue;
      const inside: Order = {
        ...order,
        after: order.after && place === 0 ? order.after : null,
        limit: order.limit - rows.length,
      };
      const own = { ...filter, control: one.control, variant: one.variant };
      rows.push(...(ids ? await this.#ofHosts(own, inside, ids) : await this.#alongTime(own, inside, [one])));
    }
    return rows;
  }

  #byTime(filter: FindingListFilter, order: Order, wanted: readonly Wanted[]): Promise<ListedRow[]> {
    if (order.sort === 'until') return this.#alongEnds(filter, order, wanted);
    if (filter.control !== undefined) return this.#alongTime(filter, order, wanted);
    return this.#alongAllTimes(filter, order, wanted);
  }

  /** Along the index of each requirement and outcome by time, put together here. */
  async #alongTime(filter: FindingListFilter, order: Order, wanted: readonly Wanted[]): Promise<ListedRow[]> {
    const rows: ListedRow[] = [];
    for (const { control, variant, outcomes } of wanted) {
      for (const outcome of outcomes) {
        const query = this.#fromFindings(filter)
          .where('finding.control', '=', control)
          .where('finding.variant', '=', variant)
          .where('finding.outcome', '=', outcome);
        rows.push(...(await this.#stretch(query, order, 'since_at')));
      }
    }
    return cut(rows, order);
  }

  /** Along the index of all requirements by outcome and time. */
  async #alongAllTimes(
    filter: FindingListFilter,
    order: Order,
    wanted: readonly Wanted[],
  ): Promise<ListedRow[]> {
    const rows: ListedRow[] = [];
    for (const outcome of new Set(wanted.flatMap(({ outcomes }) => outcomes))) {
      let query = this.#fromFindings(filter).where('finding.outcome', '=', outcome);
      if (filter.variant !== 'any') {
        query = query.where(unindexed('finding.variant'), '=', filter.variant);
      }
      rows.push(...(await this.#stretch(query, order, 'since_at')));
    }
    return cut(rows, order);
  }

  /** Along the index of what ends by itself, control after control. */
  async #alongEnds(filter: FindingListFilter, order: Order, wanted: readonly Wanted[]): Promise<ListedRow[]> {
    const rows: ListedRow[] = [];
    // Only a pass ends by itself.
    if (filter.outcome && !filter.outcome.includes('pass')) return rows;
    const ending = await this.#tallies.endingControls();
    // Limits of a checklist's own are not tallied by their end: there every control is asked.
    const isTallied = filter.variant === 'default';
    for (const control of new Set(wanted.map((one) => one.control))) {
      if (isTallied && !ending.has(control)) continue;
      let query = this.#fromFindings(filter)
        .where('finding.control', '=', control)
        // As a range, so that the index is taken that holds only what has an end.
        .where('finding.due_at', '>', 0);
      if (filter.variant !== 'any') {
        query = query.where(unindexed('finding.variant'), '=', filter.variant);
      }
      if (filter.outcome) query = query.where(unindexed('finding.outcome'), 'in', [...filter.outcome]);
      rows.push(...(await this.#stretch(query, order, 'due_at')));
    }
    return cut(rows, order);
  }

  async #stretch(query: Base, order: Order, time: 'since_at' | 'due_at'): Promise<ListedRow[]> {
    const descending = order.sort === '-since';
    const direction = descending ? 'desc' : 'asc';
    let placed = query;
    if (order.after && order.sort === 'control') {
      const [, , at, host] = order.after;
      placed = placed.where((where) =>
        where(
          where.refTuple('finding.since_at', 'finding.host_id'),
          '>',
          where.tuple(at as number, host as string),
        ),
      );
    } else if (order.after) {
      const [at, host, control, variant] = order.after as [number, string, string, string];
      placed = placed.where((where) =>
        where(
          where.refTuple(
            sql.ref<number>(`finding.${time}`),
            'finding.host_id',
            'finding.control',
            'finding.variant',
          ),
          descending ? '<' : '>',
          where.tuple(at, host, control, variant),
        ),
      );
    }
    const rows = await placed
      .orderBy(`finding.${time}`, direction)
      .orderBy('finding.host_id', direction)
      .orderBy('finding.control', direction)
      .orderBy('finding.variant', direction)
      .limit(order.limit)
      .execute();
    return rows;
  }

  /** Host after host by name. */
  async #byHost(filter: FindingListFilter, order: Order, ids: string[] | null): Promise<ListedRow[]> {
    const { control, variant, outcome: outcomes } = filter;
    if (control !== undefined && !ids) {
      const wanted = await this.#wanted(filter);
      if (wanted.reduce((sum, { findings }) => sum + findings, 0) <= fewFindings) {
        const rows: ListedRow[] = [];
        for (const one of wanted) {
          const query = this.#fromFindings(filter)
            .where('finding.control', '=', one.control)
            .where('finding.variant', '=', one.variant)
            .where('finding.outcome', 'in', one.outcomes);
          rows.push(...((await query.execute()) as ListedRow[]));
        }
        return cut(rows, order);
      }
    }
    let query = this.#fromHosts(filter);
    if (ids) query = query.where('host.id', 'in', ids);
    if (control !== undefined) query = query.where('finding.control', '=', control);
    if (variant !== 'any') query = query.where('finding.variant', '=', variant);
    if (outcomes?.length === 1 && outcomes[0] === 'fail' && variant === 'default') {
      query = query.where(sql<number>`coalesce(host.failures, 0)`, '>', 0);
    }
    if (order.after) {
      const [name, host, after, of] = order.after as [string, string, string, string];
      query = query
        .where((where) => where(where.refTuple('host.sort_name', 'host.id'), '>=', where.tuple(name, host)))
        .where((where) =>
          where.or([
            where(unindexed('host.id'), '<>', host),
            where(
              where.refTuple(unindexed('finding.control'), unindexed('finding.variant')),
              '>',
              where.tuple(after, of),
            ),
          ]),
        );
    }
    const rows = await query
      .orderBy('host.sort_name')
      .orderBy('host.id')
      .orderBy('finding.control')
      .orderBy('finding.variant')
      .limit(order.limit)
      .execute();
    return rows;
  }

  /** Findings first: a cross join keeps the order in which the tables are named. */
  #fromFindings(filter: FindingListFilter): Base {
    let query = this.#store.read
      .selectFrom('finding')
      .crossJoin('host')
      .whereRef('host.id', '=', 'finding.host_id')
      .selectAll('finding')
      .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
    if (filter.sinceAt !== undefined) query = query.where('finding.since_at', '>=', filter.sinceAt);
    return filtered(query, filter);
  }

  /** Hosts first. */
  #fromHosts(filter: FindingListFilter): Base {
    let query = this.#store.read
      .selectFrom('host')
      .crossJoin('finding')
      .whereRef('finding.host_id', '=', 'host.id')
      .selectAll('finding')
      .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
    if (filter.outcome) query = query.where(unindexed('finding.outcome'), 'in', [...filter.outcome]);
    if (filter.sinceAt !== undefined) {
      query = query.where(sql<number>`coalesce(finding.since_at, 0)`, '>=', filter.sinceAt);
    }
    return filtered(query, filter);
  }
}

/** Findings with their hosts. */
type Base = ReturnType<typeof baseOf>;

function baseOf(store: Pick<Store, 'read'>) {
  return store.read
    .selectFrom('finding')
    .crossJoin('host')
    .whereRef('host.id', '=', 'finding.host_id')
    .selectAll('finding')
    .select(['host.name as host_name', 'host.platform as host_platform', 'host.sort_name']);
}

/** The filters that no index is read by. */
function filtered(query: Base, filter: FindingListFilter): Base {
  const { reason, platform, label, system, untilAt } = filter;
  let narrowed = query;
  if (reason !== undefined) narrowed = narrowed.where('finding.reason', '=', reason);
  if (platform) narrowed = narrowed.where(unindexed('host.platform'), 'in', [...platform]);
  if (label !== undefined) narrowed = narrowed.where(unindexed('host.label'), '=', label);
  if (system !== undefined) narrowed = narrowed.where(unindexed('host.system'), '=', system);
  if (untilAt !== undefined) narrowed = narrowed.where('finding.due_at', '<', untilAt);
  for (const word of wordsOf(filter.text)) {
    narrowed = narrowed.where(sql<boolean>`host.search like ${word} escape '\\'`);
  }
  return narrowed;
}

function groupsOf({ label, system, platform }: FindingListFilter) {
  const groups: { by: 'label' | 'system' | 'platform'; value: string }[] = [];
  if (label !== undefined) groups.push({ by: 'label', value: label });
  if (system !== undefined) groups.push({ by: 'system', value: system });
  if (platform?.[0] !== undefined) groups.push({ by: 'platform', value: platform[0] });
  return groups;
}

function placeOf(row: ListedRow, sort: FindingSort): Place {
  switch (sort) {
    case 'control':
      return [row.control, row.variant, row.since_at, row.host_id];
    case 'host':
      return [row.sort_name, row.host_id, row.control, row.variant];
    case 'since':
    case '-since':
      return [row.since_at, row.host_id, row.control, row.variant];
    case 'until':
      return [row.due_at, row.host_id, row.control, row.variant];
    default:
      return sort satisfies never;
  }
}

/** The rows behind the place where the page before ended, in order, as many as a page has. */
function cut(rows: readonly ListedRow[], { sort, after, limit }: Order): ListedRow[] {
  const sign = sort === '-since' ? -1 : 1;
  return rows
    .map((row) => ({ row, place: placeOf(row, sort) }))
    .filter(({ place }) => after === null || sign * comparedPlaces(place, after) > 0)
    .toSorted((a, b) => sign * comparedPlaces(a.place, b.place))
    .slice(0, limit)
    .map(({ row }) => row);
}

function comparedPlaces(a: Place, b: Place): number {
  for (const [index, value] of a.entries()) {
    const order = compared(value ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** As SQLite compares: texts by their code points, numbers by size. */
function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
