import { sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';
import { isPostgres } from '../sql/dialect.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { kindsOf } from '../reports/compact-statement.ts';
import { newestState } from '../reports/report-history.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import { makeMonth, monthAt, monthsOf } from '../postgres/months.ts';
import type { Month } from '../postgres/months.ts';
import type { Store } from '../store.ts';

/** This month and so many after it are there: a job that fails for weeks is not felt. */
const monthsAhead = 2;
const hostsAtOnce = 500;
/** Packs of more hosts than these are not moved at once: everybody waits meanwhile. */
const mostMoved = 5000;
/** Whoever wants to report waits as long, while those before it end. */
const longestWaitMs = 3000;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const lockNotAvailable = '55P03';

/**
 * Months of packed reports on PostgreSQL: made before they begin, and removed as a whole when they are past their
 * keeping. Where the table is a plain one, as on SQLite, there are none, and packs go one by one.
 */
export class MonthRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns names of the months that were made */
  makeAhead(now: number): Promise<string[]> {
    return this.#make(
      Array.from({ length: monthsAhead + 1 }, (_, later) => monthAt('report_pack', now, later)),
    );
  }

  /** For packs that come from elsewhere, each in the month in which it began. @returns names of the months that were made */
  makeFor(moments: readonly number[]): Promise<string[]> {
    const months = moments.map((moment) => monthAt('report_pack', moment));
    return this.#make([...new Map(months.map((month) => [month.name, month])).values()]);
  }

  async #make(wanted: readonly Month[]): Promise<string[]> {
    if (!isPostgres(this.#store.read) || (await monthsOf(this.#store.read, 'report_pack')).length === 0) {
      return [];
    }
    const made = await this.#changing(async (db) => {
      const known = new Set((await monthsOf(db, 'report_pack')).map(({ name }) => name));
      const missing = wanted.filter(({ name }) => !known.has(name));
      if (missing.length > 0) await lockForChange(db);
      for (const month of missing) await makeMonth(db, 'report_pack', month);
      return missing.map(({ name }) => name);
    });
    return made ?? [];
  }

  /**
   * Removes the months of which every report came before. Packs of hosts of which something has to stay, for a legal
   * hold or because their newest evidence is as old, are kept with the rest, and looked at one by one from then on;
   * a month of which too many have to stay is left to that as well.
   *
   * @returns how many reports were removed
   */
  async removeBefore(before: number): Promise<number> {
    if (!isPostgres(this.#store.read)) return 0;
    let removed = 0;
    for (const month of await monthsOf(this.#store.read, 'report_pack')) {
      if (month.to > before) break;
      const reports = await this.#remove(month, before);
      if (reports === null) break;
      removed += reports;
    }
    return removed;
  }

  /** @returns null where others were in its way */
  async #remove(month: Month, before: number): Promise<number | null> {
    const { read } = this.#store;
    const table = sql.table(month.name);
    const { rows } = await sql<{ last: number | null }>`
      select max(last_received_at) as last from ${table}`.execute(read);
    const { last = null } = rows[0] ?? {};
    // A pack that began in a month may hold reports of the next.
    if (last !== null && last >= before) return 0;
    if (last === null) return this.#drop(month, new Set(), before);
    const needed = await this.#restingOn(month, last);
    const staying = needed.union(await heldIn(read, month));
    if (staying.size > mostMoved) return 0;
    await this.#noteForgotten(month, staying);
    return this.#drop(month, needed, before);
  }

  /** @param needed hosts whose newest evidence rests on something in the month */
  async #drop(month: Month, needed: ReadonlySet<string>, before: number): Promise<number | null> {
    const table = sql.table(month.name);
    return this.#changing(async (db) => {
      // Another collector may have been first.
      if (!(await monthsOf(db, 'report_pack')).some(({ name }) => name === month.name)) return 0;
      // Holds are placed in turn with this.
      const staying = [...needed.union(await heldIn(db, month))];
      const ofHosts = staying.length === 0 ? sql.lit(false) : sql`host_id in (${sql.join(staying)})`;
      // A host that was silent since then may have come back meanwhile, and its new reports lie with the old ones.
      const isStaying = sql`(${ofHosts} or last_received_at >= ${before})`;
      await lockForChange(db);
      await sql`alter table report_pack detach partition ${table}`.execute(db);
      const { rows } = await sql<{ reports: number }>`
        select coalesce(sum(reports), 0) as reports from ${table} where not ${isStaying}`.execute(db);
      // Its month is not there any more: what stays comes to lie in the rest.
      await sql`insert into report_pack select * from ${table} where ${isStaying}`.execute(db);
      await sql`drop table ${table}`.execute(db);
      return rows[0]?.reports ?? 0;
    });
  }

  /**
   * Hosts of which some evidence was stated last in a month. Once a newer report has stated it, it never again rests on
   * an older one: this needs no lock.
   */
  async #restingOn(month: Month, last: number): Promise<Set<string>> {
    const { read } = this.#store;
    const found = new Set<string>();
    for await (const hosts of this.#hostsIn(month)) {
      const rows = await read
        .selectFrom('evidence')
        .select(['host_id', 'kind'])
        .where(
          'host_id',
          'in',
          hosts.map(({ host_id }) => host_id),
        )
        .where('collected_at', '<=', last)
        .execute();
      for (const [host, old] of Map.groupBy(rows, ({ host_id }) => host_id)) {
        const newest = await newestState(read, host);
        const restated = new Set(newest === null ? [] : kindsOf(newest.parts));
        if (old.some(({ kind }) => !restated.has(kind))) found.add(host);
      }
    }
    return found;
  }

  /** @returns null, with nothing changed, where others work longer than anybody should wait for */
  async #changing<T>(work: (db: Db) => Promise<T>): Promise<T | null> {
    try {
      return await this.#store.write.transaction().execute(work);
    } catch (error) {
      // Packs then go one by one, new ones lie in the rest, and the months are looked at again the next day.
      if ((error as { code?: unknown }).code === lockNotAvailable) return null;
      throw error;
    }
  }

  /** Before the reports are gone: what comes with such a number is then not taken for a new one. */
  async #noteForgotten(month: Month, staying: ReadonlySet<string>): Promise<void> {
    for await (const hosts of this.#hostsIn(month)) {
      const gone = hosts.filter(({ host_id }) => !staying.has(host_id));
      await this.#store.writeByHost.transaction().execute(async (db) => {
        await lockHosts(
          db,
          gone.map(({ host_id }) => host_id),
        );
        for (const { host_id, last } of gone) {
          await db
            .updateTable('host')
            .set({ forgotten_sequence: last })
            .where('id', '=', host_id)
            .where('forgotten_sequence', '<', last)
            .execute();
        }
      });
    }
  }

  /** Some at a time, with the highest number that each has there. */
  async *#hostsIn(month: Month): AsyncGenerator<{ host_id: string; last: number }[]> {
    for (let after = ''; ;) {
      const { rows } = await sql<{ host_id: string; last: number }>`
        select host_id, max(last_sequence) as last from ${sql.table(month.name)}
        where host_id > ${after} group by host_id order by host_id limit ${hostsAtOnce}`.execute(
        this.#store.read,
      );
      const final = rows.at(-1);
      if (!final) return;
      yield rows;
      after = final.host_id;
    }
  }
}

/** Hosts with something in a month that a legal hold pins, or that have such a hold on whatever report. */
async function heldIn(db: QueryExecutorProvider, month: Month): Promise<Set<string>> {
  const { rows } = await sql<{ host_id: string }>`
    select distinct host_id from ${sql.table(month.name)} where host_id in (
      select subject from legal_hold where kind = 'host'
      union select split_part(subject, '/', 1) from legal_hold where kind = 'report'
    )`.execute(db);
  return new Set(rows.map(({ host_id }) => host_id));
}

/** In the order in which all others lock: hosts, then what is theirs. */
async function lockForChange(db: Db): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(longestWaitMs)}`.execute(db);
  await sql`lock table host in share row exclusive mode`.execute(db);
}
