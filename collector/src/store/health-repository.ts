import { sql } from 'kysely';
import { judgingEdition } from './findings/judging-edition.ts';
import { isPostgres } from './sql/dialect.ts';
import type { Store } from './store.ts';

/** No such function, one that is not done yet, or no right to it: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const unanswered: ReadonlySet<string> = new Set(['42883', '0A000', '42501']);

/** Figures of the whole, for whoever looks after the collector. */
export class HealthRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Hosts whose findings are not those of `now`. */
  async hostsToJudge(now: number): Promise<number> {
    const { number } = await judgingEdition(this.#store.read);
    const row = await this.#store.read
      .selectFrom('host')
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .where((where) =>
        where.or([
          where('needs_evaluation', '>', 0),
          where.and([where('needs_evaluation', '=', 0), where('judged_edition', '<', number)]),
          where('id', 'in', (db) =>
            db.selectFrom('finding').select('host_id').where('valid_until_at', '<=', now),
          ),
        ]),
      )
      .executeTakeFirstOrThrow();
    return Number(row.hosts);
  }

  /** How many hosts have which agent; null before the first report. */
  async agentVersions(): Promise<{ version: string | null; hosts: number }[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select(['agent_version as version', (select) => select.fn.countAll<number>().as('hosts')])
      .where('status', '!=', 'revoked')
      .groupBy('agent_version')
      .execute();
    return rows.map(({ version, hosts }) => ({ version, hosts: Number(hosts) }));
  }

  /** How far the clocks of hosts that reported since then are ahead of this one: the middle of them. */
  async clocks(sinceAt: number): Promise<{ hosts: number; medianSkewMs: number | null }> {
    const known = this.#store.read
      .selectFrom('host')
      .where('last_report_at', '>=', sinceAt)
      .where('clock_skew_ms', 'is not', null);
    const { hosts } = await known
      .select((select) => select.fn.countAll<number>().as('hosts'))
      .executeTakeFirstOrThrow();
    const middle = await known
      .select('clock_skew_ms')
      .orderBy('clock_skew_ms')
      .offset(Math.floor(Number(hosts) / 2))
      .limit(1)
      .executeTakeFirst();
    return { hosts: Number(hosts), medianSkewMs: middle?.clock_skew_ms ?? null };
  }

  /** What the database takes on its server; null where that does not say, as not all that speak PostgreSQL's protocol do. */
  async bytesOnServer(): Promise<number | null> {
    if (!isPostgres(this.#store.read)) return null;
    try {
      const { rows } = await sql<{
        bytes: number;
      }>`select pg_database_size(current_database()) as bytes`.execute(this.#store.read);
      return rows[0]?.bytes ?? null;
    } catch (error) {
      if (!unanswered.has(String((error as { code?: unknown }).code))) throw error;
      return null;
    }
  }

  /** Reports that came late and are kept apart, because the part of the history that they belong to is damaged. */
  async besideDamage(): Promise<{ reports: number; hosts: number }> {
    const row = await this.#store.read
      .selectFrom('quarantined_report')
      .select((select) => [
        select.fn.countAll<number>().as('reports'),
        select.fn.count<number>('host_id').distinct().as('hosts'),
      ])
      .where('reason', '=', 'history-damaged')
      .executeTakeFirstOrThrow();
    return { reports: Number(row.reports), hosts: Number(row.hosts) };
  }

  /** When the newest backup was whole; null when the log knows of none. */
  async newestBackupAt(): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('audit_entry')
      .select('at')
      .where('action', '=', 'backup-made')
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.at ?? null;
  }
}
