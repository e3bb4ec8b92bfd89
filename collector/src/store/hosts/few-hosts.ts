import { wordsOf } from '../../results/words.ts';
import type { HostRow } from '../schema.ts';
import type { Store } from '../store.ts';
import type { Grouping, TallyRepository } from '../tallies/tally-repository.ts';
import { certificateIs, conditionsOf, contactIs, isOnly, searched, variant } from './host-filter.ts';
import type { CertificateFilter, Condition, HostListFilter } from './host-filter.ts';
import type { SortColumn } from './host-order.ts';
import { hostsWithWords } from './host-words.ts';
import { allCountColumns, rareColumn } from './outcome-columns.ts';

/** Of a host, what lists are sorted and counted by. */
export type FewHost = Pick<HostRow, (typeof fewColumns)[number]>;

const fewColumns = ['id', 'sort_name', 'last_report_at', ...allCountColumns] as const;

/** So few hosts are read by their ids and sorted; more of them stand close enough in any order. */
const fewHosts = 2000;
/** The hosts of a filter that lets few through: their ids first, by the index that it has. */
export class FewHosts {
  readonly #store: Pick<Store, 'read'>;
  readonly #tallies: TallyRepository;
  /** A page and its count are about the same filter: the words of one are looked up once. */
  readonly #found = new WeakMap<HostListFilter, { silentBefore: number; hosts: Promise<FewHost[] | null> }>();

  constructor(store: Pick<Store, 'read'>, tallies: TallyRepository) {
    this.#store = store;
    this.#tallies = tallies;
  }

  /**
   * The hosts that a filter lets through, where one of its parts alone lets few through; null where none does.
   *
   * @param walked the column along whose index a list is read otherwise
   */
  of(
    filter: HostListFilter,
    silentBefore: number,
    walked: SortColumn | null = null,
  ): Promise<FewHost[] | null> {
    const known = this.#found.get(filter);
    if (known?.silentBefore === silentBefore) return known.hosts;
    // Nothing but silence is a stretch of the index of newest reports.
    if (walked === 'last_report_at' && isOnly(filter, ['contact'])) return Promise.resolve(null);
    const hosts = this.#few(filter, silentBefore);
    this.#found.set(filter, { silentBefore, hosts });
    return hosts;
  }

  /** Ids of all hosts of a group, where they are few: its index alone has them. */
  async ofGroup(by: Grouping, group: string): Promise<string[] | null> {
    if ((await this.#tallies.groupSize(by, group)) > fewHosts) return null;
    const rows = await this.#store.read.selectFrom('host').select('id').where(by, '=', group).execute();
    return rows.map(({ id }) => id);
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
    const rare = control === undefined ? rareColumn(outcomes) : null;
    if (rare) {
      return this.#ifFew((where) => where(rare, '>', 0));
    }
    return null;
  }

  /** The condition where few hosts meet it: counting them by its index is soon done, also where they are many. */
  async #ifFew(condition: Condition): Promise<Condition | null> {
    return (await this.upTo(condition, fewHosts + 1)) > fewHosts ? null : condition;
  }

  /** How many hosts meet a condition. @param most where counting ends */
  async upTo(condition: Condition, most: number): Promise<number> {
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
}

function oneOf(ids: readonly string[]): Condition {
  return (where) => (ids.length === 0 ? where.lit(false) : where('id', 'in', [...ids]));
}
