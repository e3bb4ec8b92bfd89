import { defaultVariant } from '@tenken/controls';
import type { Outcome } from '@tenken/shared';
import type { Place } from '../../results/cursor.ts';
import { compared } from '../sql/compared.ts';
import { candidateFindings, lookedAt } from './finding-candidates.ts';
import { groupsOf, newestOfGroup, onlyGroup } from './finding-filter.ts';
import type { FindingListFilter, FindingSort } from './finding-filter.ts';
import type { ListedRow } from './finding-keys.ts';
import { cut, placeOf } from './finding-order.ts';
import type { Order } from './finding-order.ts';
import { fromRow } from './finding-repository.ts';
import type { StoredFinding } from './finding-repository.ts';
import { findingsByHost } from './findings-by-host.ts';
import { fromFindings } from './findings-with-hosts.ts';
import type { FewHost, FewHosts } from '../hosts/few-hosts.ts';
import { newestFailures } from '../hosts/newest-failures.ts';
import { outcomesOf } from '../hosts/outcome-columns.ts';
import type { Store } from '../store.ts';
import type { TallyRepository } from '../tallies/tally-repository.ts';
import { wantedFindings } from './wanted-findings.ts';
import type { Wanted } from './wanted-findings.ts';
import { alongAllTimes, alongEnds, alongTime } from './findings-along.ts';
import { newestFailuresOfHosts } from './newest-failures-of-hosts.ts';
import { findingsOfHosts } from './findings-of-hosts.ts';

export type ListedFinding = StoredFinding & { hostName: string; hostPlatform: string };

export type FindingListPage = { findings: ListedFinding[]; last: Place | null };

/** So many rows are read and sorted where they are all that can match. */
const fewFindings = 2000;
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
  readonly #hosts: FewHosts;
  /** A page and its count are about the same filter: what it lets through is looked up once. */
  readonly #found = new WeakMap<FindingListFilter, Promise<FewHost[] | null>>();
  readonly #asked = new WeakMap<FindingListFilter, Promise<Wanted[]>>();

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository, hosts: FewHosts) {
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
    const rows = await candidateFindings(this.#store, filter, sort, ids, wanted)
      .select((select) => select.fn.countAll<number>().as('findings'))
      .executeTakeFirstOrThrow();
    const isWhole =
      ids !== null && (filter.control !== undefined || ids.length <= hostsForAllControls)
        ? true
        : candidates <= lookedAt;
    return { count: Number(rows.findings), exact: isWhole };
  }

  /** Ids of the hosts that come into question, where they are few. */
  async #ids(filter: FindingListFilter): Promise<string[] | null> {
    if (filter.host !== undefined) return [filter.host];
    const group = onlyGroup(filter);
    if (group) return this.#hosts.ofGroup(group.by, group.value);
    const hosts = await this.#few(filter);
    return hosts && hosts.map(({ id }) => id);
  }

  /** The hosts that label, system, platform and words let through, where they are few. */
  #few(filter: FindingListFilter): Promise<FewHost[] | null> {
    const { label, system, platform, text } = filter;
    const hosts = this.#found.get(filter) ?? this.#hosts.of({ label, system, platform, text }, 0);
    this.#found.set(filter, hosts);
    return hosts;
  }

  #wanted(filter: FindingListFilter): Promise<Wanted[]> {
    const wanted = this.#asked.get(filter) ?? wantedFindings(this.#tallies, filter);
    this.#asked.set(filter, wanted);
    return wanted;
  }

  async #rowsOfPage(filter: FindingListFilter, order: Order): Promise<ListedRow[]> {
    const group = order.after === null && order.sort === '-since' ? newestOfGroup(filter) : null;
    if (group) {
      const hosts = await newestFailures(this.#store, group, order.limit);
      return newestFailuresOfHosts(this.#store, hosts, order);
    }
    const ids = await this.#ids(filter);
    return ids?.length === 0 ? [] : this.#rows(filter, order, ids);
  }

  async #rows(filter: FindingListFilter, order: Order, ids: string[] | null): Promise<ListedRow[]> {
    const { sort } = order;
    if (sort === 'host') return this.#byHost(filter, order, ids);
    if (ids && (filter.host !== undefined || ids.length <= hostsForAllControls)) {
      return findingsOfHosts(this.#store, filter, order, ids);
    }
    const wanted = await this.#wanted(filter);
    if (sort === 'control') return this.#byControl(filter, order, ids, wanted);
    if (ids && filter.control !== undefined) return findingsOfHosts(this.#store, filter, order, ids);
    if (ids && order.sort !== 'until' && (await this.#areRare(ids, order))) {
      return findingsOfHosts(this.#store, filter, order, ids);
    }
    return this.#byTime(filter, order, ids, wanted);
  }

  /** Whether these hosts are read sooner than what has to be passed by to find a page of their findings along time. */
  async #areRare(ids: readonly string[], { limit }: Order): Promise<boolean> {
    const passedBy = (limit * (await this.#tallies.hosts())) / ids.length;
    return ids.length * rowsForOneHost < passedBy;
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
      rows.push(
        ...(ids
          ? await findingsOfHosts(this.#store, own, inside, ids)
          : await alongTime(this.#store, own, inside, [one])),
      );
    }
    return rows;
  }

  #byTime(
    filter: FindingListFilter,
    order: Order,
    ids: readonly string[] | null,
    wanted: readonly Wanted[],
  ): Promise<ListedRow[]> {
    if (order.sort === 'until') return alongEnds(this.#store, this.#tallies, filter, order, ids, wanted);
    if (filter.control !== undefined) return alongTime(this.#store, filter, order, wanted);
    return alongAllTimes(this.#store, filter, order, wanted);
  }

  /** Host after host by name. */
  async #byHost(filter: FindingListFilter, order: Order, ids: string[] | null): Promise<ListedRow[]> {
    const { control } = filter;
    if (control !== undefined && !ids) {
      const wanted = await this.#wanted(filter);
      if (wanted.reduce((sum, { findings }) => sum + findings, 0) <= fewFindings) {
        const rows: ListedRow[] = [];
        for (const one of wanted) {
          const query = fromFindings(this.#store, filter)
            .where('finding.control', '=', one.control)
            .where('finding.variant', '=', one.variant)
            .where('finding.outcome', 'in', one.outcomes);
          rows.push(...((await query.execute()) as ListedRow[]));
        }
        return cut(rows, order);
      }
    }
    return findingsByHost(this.#store, filter, order, ids);
  }
}
