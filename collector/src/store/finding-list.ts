import { defaultVariant } from '@tenken/controls';
import type { Outcome, Platform } from '@tenken/shared';
import { sql } from 'kysely';
import type { Place } from '../results/cursor.ts';
import { wordsOf } from '../results/words.ts';
import { fromRow } from './finding-repository.ts';
import type { StoredFinding } from './finding-repository.ts';
import { dayNumber } from './days.ts';
import { preparedRows } from './prepared-query.ts';
import { compared, comparedPlaces } from './compared.ts';
import { outcomesOf } from './host-list.ts';
import type { FewHost, HostList } from './host-list.ts';
import { holdsWord } from './host-words.ts';
import type { FindingRow } from './schema.ts';
import type { Store } from './store.ts';
import type { OutcomeTally, TallyRepository } from './tally-repository.ts';
import { unindexed } from './unindexed.ts';

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

type FindingKey = Pick<FindingRow, 'host_id' | 'control' | 'variant'>;
type EndingKey = FindingKey & { due_at: number };

const wholeRows = preparedRows<FindingKey, ListedRow>(
  ['host_id', 'control', 'variant'],
  (_, keys) => sql<ListedRow>`
    with wanted (host_id, control, variant) as
      (values ${sql.join(keys.map((key) => sql`(${key.host_id}, ${key.control}, ${key.variant})`))})
    select finding.*, host.name as host_name, host.platform as host_platform, host.sort_name
    from wanted cross join finding cross join host
    where finding.host_id = wanted.host_id and finding.control = wanted.control
      and finding.variant = wanted.variant and host.id = wanted.host_id`,
);

/** Failures under the controls' own limits that hold since a moment of each host, or later. */
const failuresSince = preparedRows<{ host_id: string; since_at: number }, FindingKey & { since_at: number }>(
  ['host_id', 'since_at'],
  (_, hosts) => sql<FindingKey & { since_at: number }>`
    with wanted (host_id, since_at) as
      (values ${sql.join(hosts.map((host) => sql`(${host.host_id}, cast(${host.since_at} as bigint))`))})
    select finding.host_id, finding.control, finding.variant, finding.since_at
    from wanted cross join finding
    where finding.host_id = wanted.host_id and finding.outcome = 'fail'
      and finding.since_at >= wanted.since_at and finding.variant = ${sql.lit(defaultVariant)}`,
);

const keyOf = ({ host_id, control, variant }: FindingKey) => `${host_id} ${control} ${variant}`;

type Order = { sort: FindingSort; after: Place | null; limit: number };

/** A requirement with the outcomes that are asked for and that some host has. */
type Wanted = { control: string; variant: string; outcomes: string[]; findings: number };

/** So many rows are read and sorted where they are all that can match. */
const fewFindings = 2000;
/** So many are looked at to count what a filter lets through. */
const lookedAt = 10_000;
const hostsForAllControls = 100;
/** What a list is sorted by of all findings of a host is read in the time of so many findings that are looked up. */
const rowsForOneHost = 4;
const allOutcomes: readonly Outcome[] = ['pass', 'fail', 'unknown', 'not-applicable', 'error'];

/**
 * Pages of the list of findings. Rows are read along an index in the order of the list, one stretch of it for each
 * requirement and outcome that the kept tallies know to have rows; or, where few hosts are let through, by their ids.
 */
export class FindingList {
  readonly #store: Pick<Store, 'read'>;
  readonly #tallies: TallyRepository;
  readonly #hosts: HostList;
  /** A page and its count are about the same filter: what it lets through is looked up once. */
  readonly #found = new WeakMap<FindingListFilter, Promise<FewHost[] | null>>();
  readonly #asked = new WeakMap<FindingListFilter, Promise<Wanted[]>>();

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository, hosts: HostList) {
    this.#store = store;
    this.#tallies = tallies;
    this.#hosts = hosts;
  }

  async page(filter: FindingListFilter, order: Order): Promise<FindingListPage> {
    const rows = await this.#rowsOfPage(filter, order);
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
    const isNarrow = filter.text !== undefined || groupsOf(filter).length > 1;
    const isKept = untimed && filter.sinceAt === undefined && filter.variant === defaultVariant;
    const isOfHosts = !filter.host && !filter.control && !filter.reason;
    const few = isNarrow && isKept && isOfHosts ? await this.#few(filter) : null;
    if (few) return { count: outcomesOf(few, filter.outcome ?? allOutcomes), exact: true };
    const wanted = await this.#wanted(filter);
    const candidates = wanted.reduce((sum, { findings }) => sum + findings, 0);
    if (plain && untimed && groupsOf(filter).length <= 1) return { count: candidates, exact: true };
    const allEnding = plain && sort === 'until' && filter.untilAt === undefined;
    if (allEnding && filter.variant === 'default' && groupsOf(filter).length === 0) {
      const isNone = filter.outcome !== undefined && !filter.outcome.includes('pass');
      return { count: isNone ? 0 : await this.#tallies.ending(filter.control), exact: true };
    }
    const ids = await this.#ids(filter);
    if (ids?.length === 0) return { count: 0, exact: true };
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
  async #ids(filter: FindingListFilter): Promise<string[] | null> {
    if (filter.host !== undefined) return [filter.host];
    const group = onlyGroup(filter);
    if (group) return this.#hosts.fewOfGroup(group.by, group.value);
    const hosts = await this.#few(filter);
    return hosts && hosts.map(({ id }) => id);
  }

  /** The hosts that label, system, platform and words let through, where they are few. */
  #few(filter: FindingListFilter): Promise<FewHost[] | null> {
    const { label, system, platform, text } = filter;
    const hosts = this.#found.get(filter) ?? this.#hosts.few({ label, system, platform, text }, 0);
    this.#found.set(filter, hosts);
    return hosts;
  }

  #wanted(filter: FindingListFilter): Promise<Wanted[]> {
    const wanted = this.#asked.get(filter) ?? this.#counted(filter);
    this.#asked.set(filter, wanted);
    return wanted;
  }

  /** Requirements by control and variant, with those of the wanted outcomes that exist. */
  async #counted(filter: FindingListFilter): Promise<Wanted[]> {
    const { control, variant, outcome: outcomes } = filter;
    const keys = {
      ...(control === undefined ? {} : { control }),
      ...(variant === 'any' ? {} : { variant }),
      ...(outcomes && { outcomes }),
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

  async #rowsOfPage(filter: FindingListFilter, order: Order): Promise<ListedRow[]> {
    const group = order.after === null && order.sort === '-since' ? newestOfGroup(filter) : null;
    if (group) {
      return this.#newestFailures(await this.#hosts.newestFailures(group, order.limit), order);
    }
    const ids = await this.#ids(filter);
    return ids?.length === 0 ? [] : this.#rows(filter, order, ids);
  }

  /** @param hosts whose newest failures are the newest, as many as the page has rows, if there are so many */
  async #newestFailures(hosts: readonly { id: string; at: number }[], order: Order): Promise<ListedRow[]> {
    // Each of them fills a row at least: nothing older than the newest failure of the last has a place.
    const from = hosts.length < order.limit ? 0 : (hosts.at(-1)?.at ?? 0);
    const found = await failuresSince(
      this.#store.read,
      hosts.map(({ id }) => ({ host_id: id, since_at: from })),
    );
    const keys = found
      .toSorted((a, b) => comparedPlaces(placeOf(b, order.sort), placeOf(a, order.sort)))
      .slice(0, order.limit);
    return this.#whole(keys);
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
      return this.#ofHosts(filter, order, ids);
    }
    return this.#byTime(filter, order, ids, wanted);
  }

  /** Whether these hosts are read sooner than what has to be passed by to find a page of their findings along time. */
  async #areRare(ids: readonly string[], { limit }: Order): Promise<boolean> {
    const passedBy = (limit * (await this.#tallies.hosts())) / ids.length;
    return ids.length * rowsForOneHost < passedBy;
  }

  /** A page of what a few hosts have: what it is sorted by is read of all, the findings themselves of the page only. */
  async #ofHosts(filter: FindingListFilter, order: Order, ids: readonly string[]): Promise<ListedRow[]> {
    const { host, control, variant, outcome, sinceAt } = filter;
    let query = this.#store.read
      .selectFrom('host')
      .crossJoin('finding')
      .whereRef('finding.host_id', '=', 'host.id')
      .select(['finding.host_id', 'finding.control', 'finding.variant']);
    // Hundreds of ids take longer to spell than their group to read.
    const group = onlyGroup(filter);
    query = group
      ? query.where(`host.${group.by}`, '=', group.value)
      : query.where('host.id', 'in', [...ids]);
    if (control !== undefined) query = query.where('finding.control', '=', control);
    if (variant !== 'any') query = query.where('finding.variant', '=', variant);
    if (outcome) {
      // One control of a host is looked up by its name, all of them by their outcome.
      const own = control === undefined ? sql.ref<string>('finding.outcome') : unindexed('finding.outcome');
      query = query.where(own, 'in', [...outcome]);
    }
    if (sinceAt !== undefined) {
      query = query.where(sql<number>`coalesce(finding.since_at, 0)`, '>=', sinceAt);
    }
    if (order.sort === 'until') query = query.where('finding.due_at', 'is not', null);
    // Of hosts that were found by the filter the rest of it is true.
    const base = query as unknown as Base;
    const narrowed = host === undefined ? ofFindings(base, filter) : filtered(base, filter);
    return this.#whole(await placed(narrowed, order).execute());
  }

  /** The findings with these keys, in their order. */
  async #whole(keys: readonly FindingKey[]): Promise<ListedRow[]> {
    if (keys.length === 0) return [];
    const rows = await wholeRows(this.#store.read, keys);
    const found = new Map(rows.map((row) => [keyOf(row), row]));
    return keys.flatMap((key) => found.get(keyOf(key)) ?? []);
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

  #byTime(
    filter: FindingListFilter,
    order: Order,
    ids: readonly string[] | null,
    wanted: readonly Wanted[],
  ): Promise<ListedRow[]> {
    if (order.sort === 'until') return this.#alongEnds(filter, order, ids, wanted);
    if (filter.control !== undefined) return this.#alongTime(filter, order, wanted);
    return this.#alongAllTimes(filter, order, wanted);
  }

  /** Along the index of each requirement and outcome by time, put together here. */
  async #alongTime(filter: FindingListFilter, order: Order, wanted: readonly Wanted[]): Promise<ListedRow[]> {
    const rows: ListedRow[] = [];
    for (const { control, variant, outcomes } of wanted) {
      for (const outcome of outcomes) {
        let query = this.#fromFindings(filter)
          .where('finding.control', '=', control)
          .where('finding.variant', '=', variant)
          .where('finding.outcome', '=', outcome);
        // Of one requirement the place is a time first.
        const since = order.sort === 'control' ? order.after?.[2] : undefined;
        if (typeof since === 'number') query = query.where('finding.since_at', '>=', since);
        rows.push(...(await placed(query, order).execute()));
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
      rows.push(...(await placed(query, order).execute()));
    }
    return cut(rows, order);
  }

  /** Along the index of what ends by itself, control after control; the findings themselves are read for the page only. */
  async #alongEnds(
    filter: FindingListFilter,
    order: Order,
    ids: readonly string[] | null,
    wanted: readonly Wanted[],
  ): Promise<ListedRow[]> {
    // Only a pass has an end.
    if (filter.outcome && !filter.outcome.includes('pass')) return [];
    const from = order.after ? dayNumber(Number(order.after[0])) : 0;
    const isNarrowed = [filter.reason, filter.sinceAt, filter.platform, ids ?? undefined, filter.text].some(
      (part) => part !== undefined,
    );
    const isGrouped = filter.label !== undefined || filter.system !== undefined;
    const ending = await this.#tallies.endingControls(from, isNarrowed || isGrouped ? null : order.limit);
    // Limits of a checklist's own are not tallied by their end: there every control is asked.
    const isTallied = filter.variant === 'default';
    let first: EndingKey[] = [];
    for (const control of new Set(wanted.map((one) => one.control))) {
      if (isTallied && !ending.has(control)) continue;
      const query = this.#ending({ ...filter, control }, ids);
      const last = first.length === order.limit ? first.at(-1) : undefined;
      const sooner = last ? query.where('finding.due_at', '<=', last.due_at) : query;
      const found = (await placed(sooner, order).execute()) as unknown as EndingKey[];
      first = [...first, ...found]
        .toSorted((a, b) => comparedPlaces(placeOf(a, 'until'), placeOf(b, 'until')))
        .slice(0, order.limit);
    }
    return this.#whole(first);
  }

  /** What ends of one control, as its index tells it; where only some hosts are asked for, with them. */
  #ending(filter: FindingListFilter & { control: string }, ids: readonly string[] | null): Base {
    const { control, variant, sinceAt, platform, label, system, text } = filter;
    let query = this.#store.read
      .selectFrom('finding')
      .where('finding.control', '=', control)
      // As a range, so that the index is taken that holds only what has an end.
      .where('finding.due_at', '>', 0)
      .select(['finding.host_id', 'finding.control', 'finding.variant', 'finding.due_at']);
    if (variant !== 'any') query = query.where(unindexed('finding.variant'), '=', variant);
    if (sinceAt !== undefined) query = query.where('finding.since_at', '>=', sinceAt);
    if (ids) query = query.where(unindexed('finding.host_id'), 'in', [...ids]);
    const base = query as unknown as Base;
    if (ids || !(platform || label !== undefined || system !== undefined || text)) {
      return ofFindings(base, filter);
    }
    const withHosts = query.crossJoin('host').whereRef('host.id', '=', 'finding.host_id');
    return filtered(withHosts as unknown as Base, filter);
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

/** Behind the place where the page before ended, in order, as many as a page has. */
function placed(query: Base, { sort, after, limit }: Order): Base {
  const columns = orders[sort];
  const descending = sort === '-since';
  let page = query.limit(limit);
  if (after) {
    page = page.where((where) =>
      where(
        sql`(${sql.join(columns.map((column) => sql.ref(column)))})`,
        descending ? '<' : '>',
        sql`(${sql.join([...after])})`,
      ),
    );
  }
  for (const column of columns) page = page.orderBy(sql.ref(column), descending ? 'desc' : 'asc');
  return page;
}

/** By what each list is sorted, one after the other; a place in it says the same of its last row. */
const orders = {
  control: ['finding.control', 'finding.variant', 'finding.since_at', 'finding.host_id'],
  host: ['host.sort_name', 'host.id', 'finding.control', 'finding.variant'],
  since: ['finding.since_at', 'finding.host_id', 'finding.control', 'finding.variant'],
  '-since': ['finding.since_at', 'finding.host_id', 'finding.control', 'finding.variant'],
  until: ['finding.due_at', 'finding.host_id', 'finding.control', 'finding.variant'],
} as const;

/** The filters that no index is read by. */
function filtered(query: Base, filter: FindingListFilter): Base {
  const { platform, label, system } = filter;
  let narrowed = ofFindings(query, filter);
  if (platform) narrowed = narrowed.where(unindexed('host.platform'), 'in', [...platform]);
  if (label !== undefined) narrowed = narrowed.where(unindexed('host.label'), '=', label);
  if (system !== undefined) narrowed = narrowed.where(unindexed('host.system'), '=', system);
  for (const word of wordsOf(filter.text)) narrowed = narrowed.where(holdsWord(word));
  return narrowed;
}

/** Those of them that ask nothing of hosts. */
function ofFindings(query: Base, { reason, untilAt }: FindingListFilter): Base {
  let narrowed = query;
  if (reason !== undefined) narrowed = narrowed.where('finding.reason', '=', reason);
  if (untilAt !== undefined) narrowed = narrowed.where('finding.due_at', '<', untilAt);
  return narrowed;
}

/** The label or system, where nothing else is asked of hosts. */
function onlyGroup(filter: FindingListFilter): { by: 'label' | 'system'; value: string } | null {
  const { host, label, system, platform, text } = filter;
  if (host !== undefined || platform || text) return null;
  if (label !== undefined) return system === undefined ? { by: 'label', value: label } : null;
  return system === undefined ? null : { by: 'system', value: system };
}

/** The group of a list in which the newest failures of each host are all that can stand before others. */
function newestOfGroup(filter: FindingListFilter): ReturnType<typeof onlyGroup> {
  const { control, variant, outcome, reason, sinceAt, untilAt } = filter;
  const isWhole = [control, reason, sinceAt, untilAt].every((part) => part === undefined);
  const isFailures = outcome?.[0] === 'fail' && outcome.every((one) => one === 'fail');
  return isWhole && isFailures && variant === defaultVariant ? onlyGroup(filter) : null;
}

function groupsOf({ label, system, platform }: FindingListFilter) {
  const groups: { by: 'label' | 'system' | 'platform'; value: string }[] = [];
  if (label !== undefined) groups.push({ by: 'label', value: label });
  if (system !== undefined) groups.push({ by: 'system', value: system });
  if (platform?.[0] !== undefined) groups.push({ by: 'platform', value: platform[0] });
  return groups;
}

type Sorted = Pick<ListedRow, 'host_id' | 'control' | 'variant'> &
  Partial<Pick<ListedRow, 'since_at' | 'due_at' | 'sort_name'>>;

function placeOf(row: Sorted, sort: FindingSort): Place {
  const { host_id: host, control, variant, since_at: since = null, due_at: due = null } = row;
  switch (sort) {
    case 'control':
      return [control, variant, since, host];
    case 'host':
      return [row.sort_name ?? null, host, control, variant];
    case 'since':
    case '-since':
      return [since, host, control, variant];
    case 'until':
      return [due, host, control, variant];
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
