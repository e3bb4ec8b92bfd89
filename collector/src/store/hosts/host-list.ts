import type { Outcome, Platform } from '@tenken/shared';
import { sql } from 'kysely';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Place } from '../../results/cursor.ts';
import { wordsOf } from '../../results/words.ts';
import { comparedPlaces } from '../sql/compared.ts';
import { holdsWord, hostsWithWords } from './host-words.ts';
import { summary } from './host-repository.ts';
import type { HostStatus, HostSummary } from './host-repository.ts';
import type { HostRow, Schema } from '../schema.ts';
import type { Store } from '../store.ts';
import type { Grouping, TallyRepository } from '../tallies/tally-repository.ts';
import { unindexed } from '../sql/unindexed.ts';

export type HostSort = 'name' | '-name' | 'lastReportAt' | '-lastReportAt' | 'failures' | '-failures';

export type HostListFilter = {
  text?: string | undefined;
  contact?: readonly ('reporting' | 'silent' | 'never')[] | undefined;
  status?: readonly HostStatus[] | undefined;
  platform?: readonly Platform[] | undefined;
  label?: string | undefined;
  system?: string | undefined;
  outcome?: readonly Outcome[] | undefined;
  control?: string | undefined;
  agentVersion?: string | undefined;
  certificate?: CertificateFilter | undefined;
};

/** @type now milliseconds since 1970 */
export type CertificateFilter = { states: readonly CertificateStateName[]; now: number };
export type CertificateStateName = 'good' | 'ending' | 'expired';

export type ListedHost = HostSummary & { outcomes: Partial<Record<Outcome, number>> };

export type HostListPage = {
  hosts: ListedHost[];
  /** Keys of the last row where more may follow; null at the end. */
  last: Place | null;
};

type Where = ExpressionBuilder<Schema, 'host'>;
type Condition = (where: Where) => ExpressionWrapper<Schema, 'host', SqlBool>;

/** Of a host, what lists are sorted and counted by. */
export type FewHost = Pick<HostRow, (typeof fewColumns)[number]>;

const fewColumns = [
  'id',
  'sort_name',
  'last_report_at',
  'passes',
  'failures',
  'unknowns',
  'errors',
  'not_applicables',
] as const;

/** So few hosts are read by their ids and sorted; more of them stand close enough in any order. */
const fewHosts = 2000;
/** So many hosts are looked at to count what a filter lets through. */
const lookedAt = 10_000;

/** In a control's own limits. */
const variant = 'default';

/**
 * Pages of the list of hosts. A filter that lets few through gives their ids first, by the index that it has; one that
 * lets many through is walked in the order of the list, where a page is soon full.
 */
export class HostList {
  readonly #store: Pick<Store, 'read'>;
  readonly #tallies: TallyRepository;
  /** A page and its count are about the same filter: the words of one are looked up once. */
  readonly #found = new WeakMap<HostListFilter, { silentBefore: number; hosts: Promise<FewHost[] | null> }>();

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository) {
    this.#store = store;
    this.#tallies = tallies;
  }

  /**
   * @param silentBefore hosts whose newest report is older are silent
   * @param after where the page before ended
   */
  async page(
    filter: HostListFilter,
    order: { sort: HostSort; after: Place | null; limit: number },
    silentBefore: number,
  ): Promise<HostListPage> {
    const { column, descending } = orderOf(order.sort);
    const few = await this.few(filter, silentBefore, column);
    if (few) return this.#pageOf(few, order);
    const conditions = conditionsOf(filter, silentBefore);
    // The index of platforms gives their hosts in the order of their names.
    const platform = filter.platform?.length === 1 && column === 'sort_name' ? filter.platform[0] : undefined;
    if (platform !== undefined) conditions.push((where) => where('platform', '=', platform));
    const direction = descending ? 'desc' : 'asc';
    const rows: HostRow[] = [];
    for (const stretch of stretchesOf(column, descending, order.after)) {
      if (rows.length >= order.limit) break;
      let query = this.#store.read
        .selectFrom('host')
        .selectAll()
        .where((where) => stretch(where))
        .limit(order.limit - rows.length);
      for (const condition of conditions) query = query.where((where) => condition(where));
      rows.push(...(await query.orderBy(column, direction).orderBy('id', direction).execute()));
    }
    return pageOf(rows, column, order.limit);
  }

  async #pageOf(
    hosts: readonly FewHost[],
    { sort, after, limit }: { sort: HostSort; after: Place | null; limit: number },
  ): Promise<HostListPage> {
    const { column, descending } = orderOf(sort);
    const sign = descending ? -1 : 1;
    const placeOf = (host: FewHost): Place => [host[column], host.id];
    const wanted = hosts
      .filter((host) => after === null || sign * comparedPlaces(placeOf(host), after) > 0)
      .toSorted((a, b) => sign * comparedPlaces(placeOf(a), placeOf(b)))
      .slice(0, limit)
      .map(({ id }) => id);
    if (wanted.length === 0) return { hosts: [], last: null };
    const rows = await this.#store.read.selectFrom('host').selectAll().where('id', 'in', wanted).execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return pageOf(
      wanted.flatMap((id) => byId.get(id) ?? []),
      column,
      limit,
    );
  }

  /** How many hosts the filter lets through. */
  async count(filter: HostListFilter, silentBefore: number): Promise<{ count: number; exact: boolean }> {
    const tallied = await this.#tallied(filter, silentBefore);
    if (tallied !== null) return { count: tallied, exact: true };
    const conditions = conditionsOf(filter, silentBefore);
    const few = await this.few(filter, silentBefore);
    if (few) return { count: few.length, exact: true };
    const platform = filter.platform?.length === 1 ? filter.platform[0] : undefined;
    const rare = rareColumn(filter);
    if (rare && platform !== undefined && isOnly(filter, ['outcome', 'platform'])) {
      const hosts = await this.#upTo(
        (where) => where.and([where('platform', '=', platform), where(rare, '>', 0)]),
        lookedAt,
      );
      return { count: hosts, exact: hosts < lookedAt };
    }
    const total =
      platform === undefined
        ? await this.#tallies.hosts()
        : await this.#tallies.groupSize('platform', platform);
    let query = this.#store.read
      .selectFrom((db) => {
        const hosts = db.selectFrom('host').selectAll();
        const looked = platform === undefined ? hosts : hosts.where('platform', '=', platform);
        return looked
          .orderBy(platform === undefined ? 'id' : 'sort_name')
          .limit(lookedAt)
          .as('host');
      })
      .select((select) => select.fn.countAll<number>().as('hosts'));
    for (const condition of conditions) {
      query = query.where((where) => condition(where as unknown as Where));
    }
    const row = await query.executeTakeFirstOrThrow();
    return { count: Number(row.hosts), exact: total <= lookedAt };
  }

  /**
   * The hosts that a filter lets through, where one of its parts alone lets few through; null where none does.
   *
   * @param walked the column along whose index a list is read otherwise
   */
  few(
    filter: HostListFilter,
    silentBefore: number,
    walked: SortColumn | null = null,
  ): Promise<FewHost[] | null> {
    const known = this.#found.get(filter);
    if (known?.silentBefore === silentBefore) return known.hosts;
    if (walked === 'last_report_at' && isContactOnly(filter)) return Promise.resolve(null);
    const hosts = this.#few(filter, silentBefore);
    this.#found.set(filter, { silentBefore, hosts });
    return hosts;
  }

  /** Ids of all hosts of a group, where they are few: its index alone has them. */
  async fewOfGroup(by: Grouping, group: string): Promise<string[] | null> {
    if ((await this.#tallies.groupSize(by, group)) > fewHosts) return null;
    const rows = await this.#store.read.selectFrom('host').select('id').where(by, '=', group).execute();
    return rows.map(({ id }) => id);
  }

  /** The hosts of a group whose newest failures are newer than those of its others, with since when these hold. */
  async newestFailures(
    group: { by: 'label' | 'system'; value: string },
    limit: number,
  ): Promise<{ id: string; at: number }[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select(['id', 'newest_failure_at as at'])
      .where(group.by, '=', group.value)
      .where('newest_failure_at', 'is not', null)
      .orderBy('newest_failure_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ id, at }) => ({ id, at: Number(at) }));
  }

  async #few(filter: HostListFilter, silentBefore: number): Promise<FewHost[] | null> {
    const first = await this.#narrowest(filter, silentBefore);
    if (first === null) return null;
    let query = this.#store.read
      .selectFrom('host')
      .select(fewColumns)
      .where((where) => first(where));
    for (const condition of conditionsOf(filter, silentBefore)) {
      query = query.where((where) => condition(where));
    }
    return query.execute();
  }

  /** What gives few hosts by an index; null where nothing does. */
  async #narrowest(filter: HostListFilter, silentBefore: number): Promise<Condition | null> {
    const platform = filter.platform?.length === 1 ? filter.platform[0] : undefined;
    for (const [group, value] of Object.entries({ label: filter.label, system: filter.system, platform })) {
      const by = group as Grouping;
      if (value === undefined || (await this.#tallies.groupSize(by, value)) > fewHosts) continue;
      return (where) => where(by, '=', value);
    }
    return this.#rare(filter, silentBefore);
  }

  async #rare(filter: HostListFilter, silentBefore: number): Promise<Condition | null> {
    const { control, outcome: outcomes } = filter;
    if (control !== undefined) {
      const counts = await this.#tallies.counts({ control, variant });
      const wanted = counts.filter(({ outcome }) => outcomes?.includes(outcome) ?? true);
      if (wanted.reduce((sum, { hosts }) => sum + hosts, 0) <= fewHosts) {
        const having = wanted.map(({ outcome }) => outcome);
        return oneOf(await this.#withFinding(control, having));
      }
    }
    if (filter.status && !filter.status.includes('active')) {
      const { status } = filter;
      const found = await this.#ifFew((where) => where('status', 'in', [...status]));
      if (found) return found;
    }
    if (filter.contact && !filter.contact.includes('reporting')) {
      const condition = contactIs(filter.contact, silentBefore);
      const found = await this.#ifFew(condition);
      if (found) return found;
    }
    const words = wordsOf(filter.text);
    if (words.length > 0) {
      const ids = await hostsWithWords(this.#store, words, fewHosts);
      const found = ids ? oneOf(ids) : await this.#ifFew((where) => searched(where, words));
      if (found) return found;
    }
    if (filter.certificate && !filter.certificate.states.includes('good')) {
      const ids = await this.#withCertificate(filter.certificate);
      if (ids.length <= fewHosts) return oneOf(ids);
    }
    const rare = rareColumn(filter);
    if (rare) {
      return this.#ifFew((where) => where(rare, '>', 0));
    }
    return null;
  }

  /** The condition where few hosts meet it: counting them by its index is soon done, also where they are many. */
  async #ifFew(condition: Condition): Promise<Condition | null> {
    return (await this.#upTo(condition, fewHosts + 1)) > fewHosts ? null : condition;
  }

  async #upTo(condition: Condition, most: number): Promise<number> {
    const hosts = this.#store.read
      .selectFrom('host')
      .select('id')
      .where((where) => condition(where))
      .limit(most);
    const { size } = await this.#store.read
      .selectFrom(hosts.as('found'))
      .select((select) => select.fn.countAll<number>().as('size'))
      .executeTakeFirstOrThrow();
    return Number(size);
  }

  async #withFinding(control: string, outcomes: readonly string[]): Promise<string[]> {
    if (outcomes.length === 0) return [];
    const rows = await this.#store.read
      .selectFrom('finding')
      .select('host_id')
      .where('control', '=', control)
      .where('variant', '=', variant)
      .where('outcome', 'in', [...outcomes])
      .execute();
    return rows.map((row) => row.host_id);
  }

  /** One more than are few at most. */
  async #withCertificate(wanted: CertificateFilter): Promise<string[]> {
    const rows = await this.#store.read
      .selectFrom('certificate')
      .select('host_id')
      .where('revoked_at', 'is', null)
      .groupBy('host_id')
      .having(certificateIs(wanted))
      .limit(fewHosts + 1)
      .execute();
    return rows.map((row) => row.host_id);
  }

  /** What a kept tally says of the filter; null where none says it. */
  async #tallied(filter: HostListFilter, silentBefore: number): Promise<number | null> {
    const { control, outcome: outcomes, platform, contact, ...rest } = filter;
    const set = Object.entries(rest).filter(([, value]) => value !== undefined);
    const [other] = set;
    if (set.length === 0 && control === undefined && outcomes === undefined) {
      if (platform === undefined && contact === undefined) return this.#tallies.hosts();
      if (platform === undefined && contact) {
        const { reporting, silent, neverReported: never } = await this.#tallies.reporting(silentBefore);
        const sizes = { reporting, silent, never };
        return [...new Set(contact)].reduce((sum, one) => sum + sizes[one], 0);
      }
    }
    const single = platform?.length === 1 ? platform[0] : undefined;
    if (contact !== undefined || (platform !== undefined && single === undefined)) return null;
    const groups: [group: 'label' | 'system' | 'platform', value: string][] = [];
    if (single !== undefined) groups.push(['platform', single]);
    const [group, value] = other ?? [];
    if (typeof value === 'string' && (group === 'label' || group === 'system')) groups.push([group, value]);
    else if (other) return null;
    if (set.length > 1 || groups.length > 1) return null;
    const [only] = groups;
    if (control === undefined) {
      if (outcomes !== undefined || !only) return null;
      return this.#tallies.groupSize(...only);
    }
    const counts = only
      ? await this.#tallies.countsOfGroup(...only, { control, variant })
      : await this.#tallies.counts({ control, variant });
    return counts
      .filter(({ outcome }) => outcomes?.includes(outcome) ?? true)
      .reduce((sum, { hosts }) => sum + hosts, 0);
  }
}

/** How many findings with these outcomes, under the controls' own limits, some hosts have. */
export function outcomesOf(hosts: readonly FewHost[], outcomes: readonly Outcome[]): number {
  const columns = [...new Set(outcomes)].flatMap((outcome) => countColumns[outcome] ?? []);
  return hosts.reduce((sum, host) => sum + columns.reduce((own, column) => own + host[column], 0), 0);
}

/** Whether nothing but silence is asked for: it is a stretch of the index of newest reports. */
function isContactOnly(filter: HostListFilter): boolean {
  return isOnly(filter, ['contact']);
}

function isOnly(filter: HostListFilter, parts: readonly (keyof HostListFilter)[]): boolean {
  return Object.entries(filter).every(
    ([name, value]) => value === undefined || parts.some((part) => part === name),
  );
}

/** The column of the outcome that is asked for, where it has an index. */
function rareColumn({ outcome, control }: HostListFilter): 'failures' | 'unknowns' | 'errors' | null {
  const column = outcome?.length === 1 && control === undefined ? countColumns[outcome[0] ?? 'pass'] : null;
  return column === 'failures' || column === 'unknowns' || column === 'errors' ? column : null;
}

function oneOf(ids: readonly string[]): Condition {
  return (where) => (ids.length === 0 ? where.lit(false) : where('id', 'in', [...ids]));
}

function pageOf(rows: readonly HostRow[], column: SortColumn, limit: number): HostListPage {
  const last = rows.at(-1);
  return {
    hosts: rows.map(listed),
    last: last && rows.length === limit ? [last[column], last.id] : null,
  };
}

const countColumns: Partial<
  Record<Outcome, 'passes' | 'failures' | 'unknowns' | 'errors' | 'not_applicables'>
> = {
  pass: 'passes',
  fail: 'failures',
  unknown: 'unknowns',
  error: 'errors',
  'not-applicable': 'not_applicables',
};

type SortColumn = 'sort_name' | 'last_report_at' | 'failures';

function orderOf(sort: HostSort): {
  column: SortColumn;
  descending: boolean;
} {
  const columns = { name: 'sort_name', lastReportAt: 'last_report_at', failures: 'failures' } as const;
  const descending = sort.startsWith('-');
  return { column: columns[sort.replace('-', '') as keyof typeof columns], descending };
}

/**
 * The rows behind a place, in stretches that the index gives one after the other: those that never reported come first
 * where the oldest report does.
 */
function stretchesOf(column: SortColumn, descending: boolean, after: Place | null): Condition[] {
  const sign = descending ? '<' : '>';
  const [key = null, id = null] = after ?? [];
  const behind: Condition = (where) =>
    where(where.refTuple(column, 'id'), sign, where.tuple(key as never, id as never));
  if (column !== 'last_report_at') return [after ? behind : (where) => where.lit(true)];
  const never: Condition = (where) => where(column, 'is', null);
  const ever: Condition = (where) => where(column, 'is not', null);
  const isBehindNever = after !== null && key === null;
  const rest: Condition = isBehindNever
    ? (where) => where.and([never(where), where('id', sign, String(id))])
    : never;
  if (descending) return isBehindNever ? [rest] : [after ? behind : ever, never];
  return after && !isBehindNever ? [behind] : [rest, ever];
}

/**
 * The filters as conditions. Those on columns that have an index for themselves are written so that no index is taken:
 * whichever is read first was decided before, with the sizes known.
 */
function conditionsOf(filter: HostListFilter, silentBefore: number): Condition[] {
  const found: Condition[] = [];
  for (const column of ['label', 'system'] as const) {
    const value = filter[column];
    if (value !== undefined) found.push((where) => where(unindexed(`host.${column}`), '=', value));
  }
  const { platform, status, contact, outcome: outcomes, control, agentVersion, certificate } = filter;
  if (platform) found.push((where) => where(unindexed('host.platform'), 'in', [...platform]));
  if (status) found.push((where) => where(unindexed('host.status'), 'in', [...status]));
  if (contact) {
    const heard = sql<number>`coalesce(host.last_report_at, -1)`;
    found.push((where) =>
      where.or(
        [...new Set(contact)].map((one) => {
          if (one === 'never') return where(heard, '=', -1);
          if (one === 'reporting') return where(heard, '>=', silentBefore);
          return where.and([where(heard, '<', silentBefore), where(heard, '>=', 0)]);
        }),
      ),
    );
  }
  if (certificate) {
    found.push((where) =>
      where.exists((db: ExpressionBuilder<Schema, 'host'>) =>
        db
          .selectFrom('certificate')
          .select('certificate.host_id')
          .whereRef('certificate.host_id', '=', 'host.id')
          .where('certificate.revoked_at', 'is', null)
          .groupBy('certificate.host_id')
          .having(certificateIs(certificate)),
      ),
    );
  }
  if (agentVersion !== undefined) found.push((where) => where('agent_version', '=', agentVersion));
  const words = wordsOf(filter.text);
  if (words.length > 0) found.push((where) => searched(where, words));
  if (control !== undefined) {
    found.push((where) =>
      where.exists((db: ExpressionBuilder<Schema, 'host'>) => {
        const finding = db
          .selectFrom('finding')
          .select('finding.control')
          .whereRef('finding.host_id', '=', 'host.id')
          .where('finding.control', '=', control)
          .where('finding.variant', '=', variant);
        return outcomes ? finding.where('finding.outcome', 'in', [...outcomes]) : finding;
      }),
    );
  } else if (outcomes) {
    const columns = outcomes.flatMap((outcome) => countColumns[outcome] ?? []);
    found.push((where) =>
      where.or(columns.map((column) => where(unindexed<number>(`host.${column}`, 0), '>', 0))),
    );
  }
  return found;
}

/** As `certificateState` tells it of one host, within rows of its certificates that are not revoked. */
function certificateIs({ states, now }: CertificateFilter) {
  const until = sql`max(certificate.not_after_at)`;
  const whole = sql`(${until} - max(certificate.not_before_at))`;
  const left = sql`(${until} - ${now})`;
  const conditions = {
    good: sql`(${left} > 0 and ${left} * 4 >= ${whole})`,
    ending: sql`(${left} > 0 and ${left} * 4 < ${whole})`,
    expired: sql`${left} <= 0`,
  };
  return sql<SqlBool>`(${sql.join(
    [...new Set(states)].map((state) => conditions[state]),
    sql` or `,
  )})`;
}

function contactIs(contact: readonly string[], silentBefore: number): Condition {
  return (where) =>
    where.or(
      [...new Set(contact)].map((one) => {
        if (one === 'never') return where('last_report_at', 'is', null);
        return where('last_report_at', one === 'silent' ? '<' : '>=', silentBefore);
      }),
    );
}

function searched(where: Where, words: readonly string[]) {
  return where.and(words.map((word) => holdsWord(word)));
}

function listed(row: HostRow): ListedHost {
  const counts = Object.entries(countColumns).map(([outcome, column]) => [outcome, row[column]] as const);
  return { ...summary(row), outcomes: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}
