import type { Store } from '../store.ts';
import type { TallyRepository } from '../tallies/tally-repository.ts';
import type { FewHosts } from './few-hosts.ts';
import { conditionsOf, isOnly, variant } from './host-filter.ts';
import type { HostListFilter, Where } from './host-filter.ts';
import { rareColumn } from './outcome-columns.ts';

/** So many hosts are looked at to count what a filter lets through. */
const lookedAt = 10_000;

/** How many hosts a filter lets through: by a kept tally, by those few that there are, or by looking at some. */
export class HostCount {
  readonly #store: Pick<Store, 'read'>;
  readonly #tallies: TallyRepository;
  readonly #few: FewHosts;

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository, few: FewHosts) {
    this.#store = store;
    this.#tallies = tallies;
    this.#few = few;
  }

  async of(filter: HostListFilter, silentBefore: number): Promise<{ count: number; exact: boolean }> {
    const tallied = await this.#tallied(filter, silentBefore);
    if (tallied !== null) return { count: tallied, exact: true };
    const conditions = conditionsOf(filter, silentBefore);
    const few = await this.#few.of(filter, silentBefore);
    if (few) return { count: few.length, exact: true };
    const platform = filter.platform?.length === 1 ? filter.platform[0] : undefined;
    const rare = filter.control === undefined ? rareColumn(filter.outcome) : null;
    if (rare && platform !== undefined && isOnly(filter, ['outcome', 'platform'])) {
      const hosts = await this.#few.upTo(
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
