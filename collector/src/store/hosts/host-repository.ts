import { sql } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import { readHostCarriage } from '../reports/carriage.ts';
import type { CarriedBy } from '../reports/carriage.ts';
import { sortName } from './host-columns.ts';
import type { HostRow } from '../schema.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { isoTime } from '../sql/iso-time.ts';
import type { Store } from '../store.ts';

export type HostSummary = {
  id: string;
  name: string;
  platform: string;
  osName: string | null;
  osVersion: string | null;
  architecture: string | null;
  agentVersion: string | null;
  enrolledAt: string;
  lastReportAt: string | null;
  /** SHA-256 of the machine's own id. */
  machineIdHash: string | null;
  /** `quarantined`: two machines seem to use its identity; `revoked`: its certificates are ended. */
  status: HostStatus;
  /** Why, as a code or in a person's words. */
  statusReason: string | null;
  /** Since when. */
  statusAt: string | null;
  /** From the token with which it enrolled. */
  label: string;
  /** Reports that were numbered and never came. */
  sequenceGaps: number;
  /** Reports that the agent says it dropped. */
  reportsDropped: number;
  /** How far its clock is ahead of the collector's; null: nothing has come, or a carried file that cannot tell. */
  clockSkewMs: number | null;
  settingsSequence: number | null;
  settingsRefused: string | null;
  /** How its newest report was carried here as a file; null when it came over the network. */
  carried: CarriedBy | null;
};

const sharedOf = bulkSelect<{ sort_name: string }, { sort_name: string }>(
  ['sort_name'],
  (names) => sql<{ sort_name: string }>`
    select sort_name from host where sort_name in (${names}) group by sort_name having count(*) > 1`,
);

export type HostStatus = 'active' | 'quarantined' | 'revoked';

export class HostRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Every host by name: for work that goes through them all, never for a page of a list. */
  async all(): Promise<HostSummary[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .selectAll()
      .orderBy('name')
      .orderBy('id')
      .execute();
    return rows.map(summary);
  }

  async count(): Promise<number> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }

  /** Which of these names more than one host has. */
  async sharedNames(names: readonly string[]): Promise<Set<string>> {
    const places = new Map([...new Set(names)].map((name) => [name, sortName(name)]));
    if (places.size === 0) return new Set();
    const keys = [...new Set(places.values())].map((sort_name) => ({ sort_name }));
    const rows = await sharedOf(this.#store.read, keys);
    const shared = new Set(rows.map((row) => row.sort_name));
    return new Set([...places].filter(([, place]) => shared.has(place)).map(([name]) => name));
  }

  /** Those of the given hosts that exist. */
  async byId(ids: readonly string[]): Promise<Map<string, HostSummary>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#store.read
      .selectFrom('host')
      .selectAll()
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map((row) => [row.id, summary(row)]));
  }

  async find(id: string): Promise<HostSummary | null> {
    const row = await this.#store.read.selectFrom('host').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? summary(row) : null;
  }

  /** Hosts that wait for a person because two machines seem to use their identity. */
  async quarantined(): Promise<number> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where('status', '=', 'quarantined')
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }

  /** Hosts that nobody has revoked, by whether settings with this number hold there. */
  async bySettings(sequence: number): Promise<{ current: number; other: number; refused: number }> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select((select) => [
        select.fn.countAll<number>().as('all'),
        select.fn
          .count<number>(select.case().when('settings_sequence', '=', sequence).then(1).end())
          .as('current'),
        select.fn.count<number>('settings_refused').as('refused'),
      ])
      .where('status', '!=', 'revoked')
      .executeTakeFirstOrThrow();
    const [all, current, refused] = [Number(rows.all), Number(rows.current), Number(rows.refused)];
    return { current, refused, other: Math.max(0, all - current - refused) };
  }

  /** When any host reported last; null before the first report. */
  async newestReportAt(): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.max<number | null>('last_report_at').as('at'))
      .executeTakeFirst();
    return row?.at ?? null;
  }

  /**
   * A person has decided which machine the host is: its reports count again.
   *
   * @param machine `first` keeps the machine that was known before, `newest` takes the one of the newest report
   * that was kept apart
   * @returns false when no quarantined host has this id
   */
  async release(id: string, machine: 'first' | 'newest', { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const newest = await db
        .selectFrom('quarantined_report')
        .select('machine_id_hash')
        .where('host_id', '=', id)
        .orderBy('received_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      const released = await db
        .updateTable('host')
        .set((set) => ({
          status: 'active',
          status_reason: null,
          status_at: now,
          released_sequence: set.ref('last_sequence'),
          ...(machine === 'newest' && newest ? { machine_id_hash: newest.machine_id_hash } : {}),
        }))
        .where('id', '=', id)
        .where('status', '=', 'quarantined')
        .executeTakeFirst();
      if (released.numUpdatedRows === 0n) return false;
      await appendAudit(db, {
        at: now,
        actor,
        action: 'host-released',
        subject: `host:${id}`,
        details: { machine },
      });
      return true;
    });
  }
}

/** What a host's summary is made of. */
export const summaryColumns = [
  'id',
  'name',
  'platform',
  'os_name',
  'os_version',
  'architecture',
  'agent_version',
  'enrolled_at',
  'last_report_at',
  'machine_id_hash',
  'status',
  'status_reason',
  'status_at',
  'label',
  'sequence_gaps',
  'reports_dropped',
  'clock_skew_ms',
  'settings_sequence',
  'settings_refused',
  'carried',
] as const;

export function summary(row: Pick<HostRow, (typeof summaryColumns)[number]>): HostSummary {
  return {
    id: row.id,
    name: row.name,
    platform: row.platform,
    osName: row.os_name,
    osVersion: row.os_version,
    architecture: row.architecture,
    agentVersion: row.agent_version,
    enrolledAt: isoTime(row.enrolled_at),
    lastReportAt: row.last_report_at === null ? null : isoTime(row.last_report_at),
    machineIdHash: row.machine_id_hash,
    status: row.status as HostStatus,
    statusReason: row.status_reason,
    statusAt: row.status_at === null ? null : isoTime(row.status_at),
    label: row.label,
    sequenceGaps: row.sequence_gaps,
    reportsDropped: row.reports_dropped,
    clockSkewMs: row.clock_skew_ms,
    settingsSequence: row.settings_sequence,
    settingsRefused: row.settings_refused,
    carried: readHostCarriage(row.carried),
  };
}
