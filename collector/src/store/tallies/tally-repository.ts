import type { Outcome } from '@tenken/shared';
import { dayNumber, hourNumber } from './days.ts';
import { GroupCounts } from './group-counts.ts';
import type { CountsByControl } from './group-counts.ts';
import { shippedSets } from '../findings/requirement-sets.ts';
import type { RequirementSets } from '../findings/requirement-sets.ts';
import type { Store } from '../store.ts';
import type { groupings } from './tally-changes.ts';

export type Grouping = (typeof groupings)[number];

export type OutcomeTally = { control: string; variant: string; outcome: Outcome; hosts: number };

export type GroupSize = { id: string; hosts: number };

type CountFilter = { control?: string; variant?: string; outcomes?: readonly Outcome[] };

/** What is kept counted: each answer is a few rows, however many hosts there are. */
export class TallyRepository {
  readonly #store: Pick<Store, 'read'>;
  readonly #sets: RequirementSets;
  readonly #groups: GroupCounts;

  constructor(store: Pick<Store, 'read'>, sets: RequirementSets = shippedSets()) {
    this.#store = store;
    this.#sets = sets;
    this.#groups = new GroupCounts(store);
  }

  /** How many hosts have which outcome, by control and variant. */
  async counts(filter: CountFilter = {}): Promise<OutcomeTally[]> {
    let query = this.#store.read.selectFrom('finding_tally').selectAll().where('hosts', '>', 0);
    if (filter.control !== undefined) query = query.where('control', '=', filter.control);
    if (filter.variant !== undefined) query = query.where('variant', '=', filter.variant);
    if (filter.outcomes) query = query.where('outcome', 'in', [...filter.outcomes]);
    const rows = await query.execute();
    return rows.map((row) => ({ ...row, outcome: row.outcome as Outcome }));
  }

  /** The same for one group of hosts. */
  async countsOfGroup(by: Grouping, group: string, filter: CountFilter = {}): Promise<OutcomeTally[]> {
    let query = this.#store.read
      .selectFrom('group_tally')
      .select(['control', 'variant', 'outcome', 'hosts'])
      .where('grouping', '=', by)
      .where('group_id', '=', group)
      .where('hosts', '>', 0);
    if (filter.control !== undefined) query = query.where('control', '=', filter.control);
    if (filter.variant !== undefined) query = query.where('variant', '=', filter.variant);
    if (filter.outcomes) query = query.where('outcome', 'in', [...filter.outcomes]);
    const rows = await query.execute();
    return rows.map((row) => ({ ...row, outcome: row.outcome as Outcome }));
  }

  /** The same for several groups, under one variant of limits, by group and control. */
  countsOfGroups(
    by: Grouping,
    groups: readonly string[],
    variant: string,
  ): Promise<Map<string, CountsByControl>> {
    return this.#groups.of(by, groups, variant);
  }

  /** The largest groups first. */
  async groups(by: Grouping, limit: number): Promise<GroupSize[]> {
    const rows = await this.#store.read
      .selectFrom('group_size')
      .select(['group_id', 'hosts'])
      .where('grouping', '=', by)
      .where('hosts', '>', 0)
      .orderBy('hosts', 'desc')
      .orderBy('group_id')
      .limit(limit)
      .execute();
    return rows.map(({ group_id: id, hosts }) => ({ id, hosts }));
  }

  /** How many hosts of each group were revoked; groups without any are left out. */
  async revokedByGroup(by: Grouping): Promise<Map<string, number>> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select((select) => [select.ref(by).as('group_id'), select.fn.countAll<number>().as('hosts')])
      .where('status', '=', 'revoked')
      .groupBy(by)
      .execute();
    return new Map(rows.map((row) => [row.group_id, Number(row.hosts)]));
  }

  /** How many groups there are, and hosts in them. */
  async groupTotals(by: Grouping): Promise<{ groups: number; hosts: number }> {
    const row = await this.#store.read
      .selectFrom('group_size')
      .select((select) => [
        select.fn.countAll<number>().as('groups'),
        select.fn.sum<number | null>('hosts').as('hosts'),
      ])
      .where('grouping', '=', by)
      .where('hosts', '>', 0)
      .executeTakeFirstOrThrow();
    return { groups: Number(row.groups), hosts: Number(row.hosts ?? 0) };
  }

  async groupSize(by: Grouping, group: string): Promise<number> {
    const row = await this.#store.read
      .selectFrom('group_size')
      .select('hosts')
      .where('grouping', '=', by)
      .where('group_id', '=', group)
      .executeTakeFirst();
    return row?.hosts ?? 0;
  }

  async hosts(): Promise<number> {
    return (await this.groupTotals('platform')).hosts;
  }

  /** Of how many hosts results are wanted: all but those that were revoked. */
  async inService(): Promise<number> {
    const revoked = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where('status', '=', 'revoked')
      .executeTakeFirstOrThrow();
    return (await this.hosts()) - Number(revoked.hosts);
  }

  /** How many passes end by themselves, whenever. */
  async ending(control?: string): Promise<number> {
    let query = this.#store.read
      .selectFrom('due_tally')
      .select((select) => select.fn.sum<number | null>('hosts').as('hosts'));
    if (control !== undefined) query = query.where('control', '=', control);
    const row = await query.executeTakeFirstOrThrow();
    return Number(row.hosts ?? 0);
  }

  /**
   * Controls of which some pass ends by itself under their own limits; where only the first are wanted, those that have
   * one of them.
   *
   * @param from in days since 1970 in Japan
   * @param first so many that end on that day or later, or null for all
   */
  async endingControls(from: number, first: number | null): Promise<Set<string>> {
    const rows = await this.#store.read
      .selectFrom('due_tally')
      .selectAll()
      .where('day', '>=', from)
      .where('hosts', '>', 0)
      .orderBy('day')
      .execute();
    const found = new Set<string>();
    let ending = 0;
    let lastDay = Number.POSITIVE_INFINITY;
    for (const { day, control, hosts } of rows) {
      if (day > lastDay) break;
      found.add(control);
      // Of the first day a part is over.
      if (day > from) ending += hosts;
      if (first !== null && ending >= first) lastDay = day;
    }
    return found;
  }

  /** How many hosts have reported since an instant, how many have not, and how many never have. */
  async reporting(sinceAt: number): Promise<{ reporting: number; silent: number; neverReported: number }> {
    const hour = hourNumber(sinceAt);
    const total = await this.hosts();
    const sums = await this.#store.read
      .selectFrom('report_hour')
      .select((select) => [
        select.fn.sum<number | null>('hosts').as('reported'),
        select.fn
          .sum<number | null>(select.case().when('hour', '>', hour).then(select.ref('hosts')).else(0).end())
          .as('later'),
      ])
      .executeTakeFirstOrThrow();
    const within = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where('last_report_at', '>=', sinceAt)
      .where('last_report_at', '<', (hour + 1) * 3_600_000)
      .executeTakeFirstOrThrow();
    const reported = Number(sums.reported ?? 0);
    const reporting = Number(sums.later ?? 0) + Number(within.hosts);
    return { reporting, silent: reported - reporting, neverReported: total - reported };
  }

  /**
   * The same without hosts that somebody has revoked: they may report no more, so they neither count nor are missed. That
   * is what people read as 'hosts that report'; lists of hosts show revoked ones too, with their mark.
   */
  async coverage(sinceAt: number): Promise<{ reporting: number; silent: number; neverReported: number }> {
    const all = await this.reporting(sinceAt);
    const revoked = await this.#store.read
      .selectFrom('host')
      .select((select) => [
        select.fn.countAll<number>().as('hosts'),
        select.fn.count<number>('last_report_at').as('reported'),
        select.fn
          .count<number>(select.case().when('last_report_at', '>=', sinceAt).then(1).end())
          .as('reporting'),
      ])
      .where('status', '=', 'revoked')
      .executeTakeFirstOrThrow();
    const [hosts, reported, reporting] = [revoked.hosts, revoked.reported, revoked.reporting].map(Number);
    return {
      reporting: all.reporting - (reporting ?? 0),
      silent: all.silent - ((reported ?? 0) - (reporting ?? 0)),
      neverReported: all.neverReported - ((hosts ?? 0) - (reported ?? 0)),
    };
  }

  /** On how many hosts the sets of requirements pass; those that pass nowhere are left out. */
  async passing(): Promise<Map<string, number>> {
    const rows = await this.#store.read
      .selectFrom('set_tally')
      .select(['set_id', 'hosts'])
      .where('version', '=', this.#sets.version)
      .where('hosts', '>', 0)
      .execute();
    return new Map(rows.map((row) => [row.set_id, row.hosts]));
  }

  /**
   * Outcomes at the end of each day from `from`, and now; days before the first one that is known are left out.
   *
   * @param control null for all together
   * @param from in days since 1970 in Japan
   */
  async trend(
    control: string | null,
    from: number,
    now: number,
  ): Promise<{ day: number; outcomes: Partial<Record<Outcome, number>> }[]> {
    const key = control ?? '';
    const today = dayNumber(now);
    const first = await this.#store.read
      .selectFrom('day_tally')
      .select((select) => select.fn.max<number | null>('day').as('day'))
      .where('control', '=', key)
      .where('day', '<=', from)
      .executeTakeFirst();
    const rows = await this.#store.read
      .selectFrom('day_tally')
      .select(['day', 'outcome', 'hosts'])
      .where('control', '=', key)
      .where('day', '>=', first?.day ?? from)
      .where('day', '<', today)
      .orderBy('day')
      .execute();
    const state = await this.#store.read.selectFrom('tally_state').select('day').executeTakeFirst();
    const tallied = await this.counts({ variant: 'default', ...(control !== null && { control }) });
    const atPresent: Partial<Record<Outcome, number>> = {};
    for (const { outcome, hosts } of tallied) atPresent[outcome] = (atPresent[outcome] ?? 0) + hosts;
    const changedOn = state?.day ?? today;
    const byDay = Map.groupBy(rows, ({ day }) => day);
    const held = new Map<string, number>();
    for (const row of rows.filter(({ day }) => day < from)) held.set(row.outcome, row.hosts);
    const days: { day: number; outcomes: Partial<Record<Outcome, number>> }[] = [];
    for (let day = from; day <= today; day += 1) {
      // Since the newest change nothing has changed.
      if (day === today || (day >= changedOn && state !== undefined)) {
        days.push({ day, outcomes: atPresent });
        continue;
      }
      for (const row of byDay.get(day) ?? []) held.set(row.outcome, row.hosts);
      if (held.size === 0) continue;
      days.push({
        day,
        outcomes: Object.fromEntries([...held].filter(([, hosts]) => hosts > 0)),
      });
    }
    return days;
  }
}
