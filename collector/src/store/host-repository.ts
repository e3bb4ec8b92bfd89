import type { HostRow } from './schema.ts';
import type { Store } from './store.ts';

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
};

export class HostRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async list(page: { limit: number; offset: number }): Promise<HostSummary[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .selectAll()
      .orderBy('name')
      .orderBy('id')
      .limit(page.limit)
      .offset(page.offset)
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

  /** How many hosts have reported since an instant, how many have not, and how many never have. */
  async reporting(sinceAt: number): Promise<{ reporting: number; silent: number; neverReported: number }> {
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => [
        select.fn.countAll<number>().as('total'),
        select.fn.count<number>('last_report_at').as('reported'),
        select.fn
          .count<number>(select.case().when('last_report_at', '>=', sinceAt).then(1).end())
          .as('reporting'),
      ])
      .executeTakeFirstOrThrow();
    const [total, reported, reporting] = [Number(row.total), Number(row.reported), Number(row.reporting)];
    return { reporting, silent: reported - reporting, neverReported: total - reported };
  }

  async find(id: string): Promise<HostSummary | null> {
    const row = await this.#store.read.selectFrom('host').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? summary(row) : null;
  }
}

function summary(row: HostRow): HostSummary {
  return {
    id: row.id,
    name: row.name,
    platform: row.platform,
    osName: row.os_name,
    osVersion: row.os_version,
    architecture: row.architecture,
    agentVersion: row.agent_version,
    enrolledAt: new Date(row.enrolled_at).toISOString(),
    lastReportAt: row.last_report_at === null ? null : new Date(row.last_report_at).toISOString(),
    machineIdHash: row.machine_id_hash,
  };
}
