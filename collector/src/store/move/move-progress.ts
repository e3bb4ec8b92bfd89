import { z } from 'zod';
import { ToldError } from '../../told-error.ts';
import { halfMovedTable } from '../postgres/half-moved.ts';
import type { TargetServer } from './target-server.ts';

const Count = z.int().nonnegative();

/** What is left out while rows are copied, and made in the end: one by one it costs several times as much. */
const Later = z.strictObject({ name: z.string(), statement: z.string() });
export type Later = z.infer<typeof Later>;

const Whole = z.strictObject({
  /** Of the file, by which it is known wherever it lies. */
  identity: z.string(),
  fingerprint: z.string(),
  /** As people know the file. */
  from: z.string(),
  /** The newest migration of the version that began. */
  migration: z.string(),
  begunAt: z.iso.datetime(),
  /** `begun`: no row is there yet. */
  phase: z.enum(['begun', 'copying']),
  later: z.array(Later),
});
export type Whole = z.infer<typeof Whole>;

const TableProgress = z.strictObject({
  rows: Count,
  /** Key of the last row that is there. */
  after: z.array(z.union([z.string(), z.int()])).nullable(),
  nul: z.record(z.string(), Count),
  done: z.boolean(),
});
export type TableProgress = z.infer<typeof TableProgress>;

export const notBegun: TableProgress = { rows: 0, after: null, nul: {}, done: false };

/**
 * How far a copy is, in a table of the database that it goes to: what is told there and the rows that it tells of are
 * stored together. While the table is there no collector works on the database.
 */
export class MoveProgress {
  readonly #server: TargetServer;

  constructor(server: TargetServer) {
    this.#server = server;
  }

  async begin(whole: Whole): Promise<void> {
    await this.#server.transaction(async () => {
      await this.#server.ask(`create table ${halfMovedTable} (name text primary key, state text not null)`);
      await this.#server.change(`insert into ${halfMovedTable} values ('', $1)`, [JSON.stringify(whole)]);
    });
  }

  async whole(): Promise<Whole> {
    const rows = await this.#server.ask(`select state from ${halfMovedTable} where name = ''`);
    return Whole.parse(JSON.parse(rows[0]?.[0] ?? 'null'));
  }

  async tables(): Promise<Map<string, TableProgress>> {
    const rows = await this.#server.ask(`select name, state from ${halfMovedTable} where name <> ''`);
    return new Map(
      rows.map(([name, state]) => [name ?? '', TableProgress.parse(JSON.parse(state ?? 'null'))]),
    );
  }

  /** Within a transaction, with what it tells of. */
  async keepWhole(whole: Whole): Promise<void> {
    await this.#server.change(`update ${halfMovedTable} set state = $1 where name = ''`, [
      JSON.stringify(whole),
    ]);
  }

  /** The same. */
  async add(table: string): Promise<void> {
    await this.#server.change(`insert into ${halfMovedTable} values ($1, $2)`, [
      table,
      JSON.stringify(notBegun),
    ]);
  }

  /** The same. @throws {ToldError} `data-directory-in-use` where another process has gone on meanwhile */
  async keep(table: string, before: TableProgress, after: TableProgress): Promise<void> {
    const changed = await this.#server.change(
      `update ${halfMovedTable} set state = $1 where name = $2 and state = $3`,
      [JSON.stringify(after), table, JSON.stringify(before)],
    );
    if (changed === 1) return;
    throw ToldError.of('data-directory-in-use', {
      ja: '別の tenken migrate-store が同じデータベースへ移しています。どちらかを止めてください。',
      en: 'Another tenken migrate-store moves to the same database. End one of them.',
    });
  }

  /** Everything in the database is made anew: all of it came from the same file. */
  async dropAll(): Promise<void> {
    const tables = await this.#server.tables();
    const names = tables.map((name) => this.#server.quoted(name));
    await this.#server.ask(`drop table ${names.join(', ')} cascade`);
  }
}
