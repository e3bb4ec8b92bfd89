import type { ExpressionBuilder } from 'kysely';
import { dateOfDay, dayNumber } from '../tallies/days.ts';
import { heldAt } from '../assessments/held.ts';
import type { Schema } from '../schema.ts';
import type { Store } from '../store.ts';
import { TallyRepository } from '../tallies/tally-repository.ts';

/** Hosts in a state that is told of: no report since a moment, or two machines that use one identity. */
export type HostState =
  | { kind: 'silence'; sinceAt: number; labels: readonly string[] }
  | { kind: 'quarantine' };

export type HostInState = { id: string; name: string; label: string; lastReportAt: number | null };

/** Something that ends on a day, or has ended. */
export type Ending = {
  of: 'finding' | 'certificate' | 'waiver' | 'plan' | 'attestation' | 'declaration';
  /** Told apart by it, together with the day. */
  subject: string;
  /** Milliseconds since 1970, or a day in Japan. */
  on: number | string;
  control: string | null;
  checklist: string | null;
  item: string | null;
  /** Of a declaration. */
  declared: string | null;
  /** Name of a host or system. */
  name: string | null;
  hosts: number;
};

const hostsAtOnce = 200;
const endingsAtMost = 2000;
const hourMs = 60 * 60 * 1000;

/** What holds now and somebody may want to be told of. */
export class AlertStateRepository {
  readonly #store: Store;
  readonly #tallies: TallyRepository;

  constructor(store: Store) {
    this.#store = store;
    this.#tallies = new TallyRepository(store);
  }

  /** The next hosts that came into a state and were not told of. */
  async begun(ruleId: string, state: HostState): Promise<HostInState[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select(['host.id', 'host.name', 'host.label', 'host.last_report_at'])
      .where(isIn(state))
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('alert_told')
              .select('alert_told.subject')
              .where('alert_told.rule_id', '=', ruleId)
              .whereRef('alert_told.subject', '=', 'host.id'),
          ),
        ),
      )
      .orderBy('host.id')
      .limit(hostsAtOnce)
      .execute();
    return rows.map(({ last_report_at: lastReportAt, ...rest }) => ({ ...rest, lastReportAt }));
  }

  /** The next hosts that were told of and are no longer in a state. */
  async ended(ruleId: string, state: HostState): Promise<string[]> {
    const rows = await this.#store.read
      .selectFrom('alert_told')
      .select('alert_told.subject')
      .where('alert_told.rule_id', '=', ruleId)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('host')
              .select('host.id')
              .whereRef('host.id', '=', 'alert_told.subject')
              .where(isIn(state)),
          ),
        ),
      )
      .limit(hostsAtOnce)
      .execute();
    return rows.map(({ subject }) => subject);
  }

  /** How many hosts are in a state now. */
  async count(state: HostState): Promise<number> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where(isIn(state))
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }

  /** Verdicts that became `fail` since a moment, newest first. */
  async failures(
    wanted: { controls: readonly string[]; labels: readonly string[]; sinceAt: number },
    limit: number,
  ): Promise<{ host: Omit<HostInState, 'lastReportAt'>; control: string; at: number }[]> {
    let query = this.#store.read
      .selectFrom('finding_span')
      .innerJoin('host', 'host.id', 'finding_span.host_id')
      .select((select) => [
        'finding_span.control',
        'host.id',
        'host.name',
        'host.label',
        select.fn.min<number>('finding_span.from_at').as('at'),
      ])
      .where('finding_span.from_at', '>=', wanted.sinceAt)
      .where('finding_span.outcome', '=', 'fail')
      .groupBy(['finding_span.control', 'host.id', 'host.name', 'host.label', 'finding_span.from_at'])
      .limit(limit);
    if (wanted.controls.length > 0) query = query.where('finding_span.control', 'in', [...wanted.controls]);
    if (wanted.labels.length > 0) query = query.where('host.label', 'in', [...wanted.labels]);
    const rows = await query.execute();
    return rows.map(({ control, at, ...host }) => ({ host, control, at }));
  }

  /** Hosts that nobody has revoked, and those of them that have reported since a moment. */
  async coverage(sinceAt: number): Promise<{ hosts: number; reporting: number }> {
    const { reporting, silent, neverReported } = await this.#tallies.coverage(sinceAt);
    return { hosts: reporting + silent + neverReported, reporting };
  }

  /**
   * What ends before a moment, soonest first, of each kind at most a few thousand: verdicts that end by themselves,
   * certificates that their hosts should have renewed, and what people have dated.
   *
   * @param times `until` in milliseconds since 1970, and the same as a day in Japan; what ended before `sinceDay` is old
   */
  async endings(wanted: readonly Ending['of'][], times: Times): Promise<Ending[]> {
    const found: Ending[] = [];
    if (wanted.includes('finding')) found.push(...(await this.#verdicts(times)));
    if (wanted.includes('certificate')) found.push(...(await this.#certificates(times)));
    if (wanted.includes('waiver')) found.push(...(await this.#waivers(times)));
    if (wanted.includes('plan')) found.push(...(await this.#plans(times)));
    if (wanted.includes('attestation')) found.push(...(await this.#attestations(times)));
    if (wanted.includes('declaration')) found.push(...(await this.#declarations(times)));
    return found;
  }

  /**
   * Passes that end by the controls' own rules, by day, as the page lists them; that evidence grows too old is told as
   * silence. A pass that ended is a pass no more.
   */
  async #verdicts({ now, until }: Times): Promise<Ending[]> {
    const rows = await this.#store.read
      .selectFrom('due_tally')
      .selectAll()
      .where('day', '>=', dayNumber(now))
      .where('day', '<=', dayNumber(until))
      .where('hosts', '>', 0)
      .orderBy('day')
      .orderBy('control')
      .limit(endingsAtMost)
      .execute();
    return rows.map(({ control, day, hosts }) => ({
      ...nothing,
      of: 'finding',
      subject: control,
      on: dateOfDay(day),
      control,
      hosts,
    }));
  }

  /** Agents renew after two thirds of the time: one whose last quarter has begun does not. */
  async #certificates({ now, until }: Times): Promise<Ending[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .innerJoin('certificate', 'certificate.host_id', 'host.id')
      .select((select) => [
        'host.id',
        'host.name',
        select.fn.max<number>('certificate.not_after_at').as('at'),
        select.fn.max<number>('certificate.not_before_at').as('from'),
      ])
      .where('certificate.revoked_at', 'is', null)
      .where('host.status', '!=', 'revoked')
      .groupBy(['host.id', 'host.name'])
      .having((having) => having.fn.max('certificate.not_after_at'), '<', until)
      .having((having) => having.fn.max('certificate.not_after_at'), '>', now - 30 * 24 * hourMs)
      .orderBy('at')
      .limit(endingsAtMost)
      .execute();
    return rows
      .filter(({ at, from }) => at - now < (at - from) / 4)
      .map(({ id, name, at }) => ({ ...nothing, of: 'certificate', subject: id, on: at, name }));
  }

  async #waivers({ now, untilDay, sinceDay }: Times): Promise<Ending[]> {
    const rows = await this.#store.read
      .selectFrom('waiver')
      .innerJoin('system', 'system.id', 'waiver.system_id')
      .select(['waiver.id', 'waiver.control', 'waiver.expires_on', 'system.name'])
      .where('waiver.withdrawn_at', 'is', null)
      .where('waiver.approved', '=', 1)
      .where('waiver.expires_on', '<=', untilDay)
      .where('waiver.expires_on', '>=', sinceDay)
      .where('system.withdrawn_at', 'is', null)
      .where('waiver.recorded_at', '<=', now)
      .orderBy('waiver.expires_on', 'desc')
      .limit(endingsAtMost)
      .execute();
    return rows.map(({ id, control, expires_on: on, name }) => ({
      ...nothing,
      of: 'waiver',
      subject: id,
      on,
      control,
      name,
    }));
  }

  async #plans({ now, untilDay, sinceDay }: Times): Promise<Ending[]> {
    const names = await this.#systems(now);
    const rows = await this.#store.read
      .selectFrom('plan')
      .select(['id', 'system_id', 'checklist', 'item', 'due_on'])
      .where(heldAt<'plan'>(now))
      .where('due_on', '<=', untilDay)
      .where('due_on', '>=', sinceDay)
      .orderBy('due_on', 'desc')
      .limit(endingsAtMost)
      .execute();
    return rows.map(({ id, system_id: system, due_on: on, checklist, item }) => ({
      ...nothing,
      of: 'plan',
      subject: id,
      on,
      checklist,
      item,
      name: names.get(system) ?? system,
    }));
  }

  async #attestations({ now, untilDay, sinceDay }: Times): Promise<Ending[]> {
    const names = await this.#systems(now);
    const rows = await this.#store.read
      .selectFrom('attestation')
      .select(['id', 'system_id', 'checklist', 'item', 'expires_on'])
      .where(heldAt<'attestation'>(now))
      .where('expires_on', '<=', untilDay)
      .where('expires_on', '>=', sinceDay)
      .orderBy('expires_on', 'desc')
      .limit(endingsAtMost)
      .execute();
    return rows.map(({ id, system_id: system, expires_on: on, checklist, item }) => ({
      ...nothing,
      of: 'attestation',
      subject: id,
      on,
      checklist,
      item,
      name: names.get(system) ?? system,
    }));
  }

  async #declarations({ now, untilDay, sinceDay }: Times): Promise<Ending[]> {
    const names = await this.#systems(now);
    const rows = await this.#store.read
      .selectFrom('declaration')
      .select(['id', 'system_id', 'kind', 'review_on'])
      .where(heldAt<'declaration'>(now))
      .where('review_on', '<=', untilDay)
      .where('review_on', '>=', sinceDay)
      .orderBy('review_on', 'desc')
      .limit(endingsAtMost)
      .execute();
    return rows.map(({ id, system_id: system, review_on: on, kind }) => ({
      ...nothing,
      of: 'declaration',
      subject: id,
      on,
      declared: kind,
      name: names.get(system) ?? system,
    }));
  }

  async #systems(now: number): Promise<Map<string, string>> {
    const rows = await this.#store.read
      .selectFrom('system')
      .select(['id', 'name'])
      .where(heldAt<'system'>(now))
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

type Times = { now: number; until: number; untilDay: string; sinceDay: string };

const nothing = { control: null, checklist: null, item: null, declared: null, name: null, hosts: 1 };

function isIn(state: HostState) {
  return (where: ExpressionBuilder<Schema, 'host'>) => {
    if (state.kind === 'quarantine') return where('host.status', '=', 'quarantined');
    const isSilent = where.or([
      where('host.last_report_at', '<', state.sinceAt),
      where.and([where('host.last_report_at', 'is', null), where('host.enrolled_at', '<', state.sinceAt)]),
    ]);
    const all = [where('host.status', '!=', 'revoked'), isSilent];
    if (state.labels.length > 0) all.push(where('host.label', 'in', [...state.labels]));
    return where.and(all);
  };
}
