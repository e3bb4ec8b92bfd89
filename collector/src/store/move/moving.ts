import { ToldError } from '../../told-error.ts';
import { halfMovedTable } from '../postgres/half-moved.ts';
import { copyTable } from './copy-table.ts';
import { setCounters } from './counters.ts';
import { leaveForLater, makeNow } from './made-later.ts';
import { MoveProgress, notBegun } from './move-progress.ts';
import { parentsFirst } from './moved-table.ts';
import type { MovedTable } from './moved-table.ts';
import type { SourceFile } from './source-file.ts';
import type { TargetServer } from './target-server.ts';
import type { ColumnKind } from './text-row.ts';

/** A file and the database that it goes to, whose tables are those of the same migrations. */
export class Moving {
  readonly source: SourceFile;
  readonly server: TargetServer;
  /** Parents first. */
  readonly tables: readonly MovedTable[];
  /** Tables that only the database over there has. */
  readonly onlyThere: readonly string[];
  readonly #kinds: ReadonlyMap<string, readonly ColumnKind[]>;
  readonly #progress: MoveProgress;

  private constructor(
    source: SourceFile,
    server: TargetServer,
    tables: readonly MovedTable[],
    onlyThere: readonly string[],
    kinds: ReadonlyMap<string, readonly ColumnKind[]>,
  ) {
    this.source = source;
    this.server = server;
    this.tables = tables;
    this.onlyThere = onlyThere;
    this.#kinds = kinds;
    this.#progress = new MoveProgress(server);
  }

  /** @throws {ToldError} `store-move-failed` where a table or column would have no place over there */
  static async of(source: SourceFile, server: TargetServer): Promise<Moving> {
    const there = await server.columns();
    const tables = parentsFirst(source.tables()).filter(
      ({ name }) => there.has(name) || source.count(name) > 0,
    );
    const kinds = new Map(
      tables.map((table) => [
        table.name,
        table.columns.map((column) => there.get(table.name)?.get(column) ?? noPlace(table.name, column)),
      ]),
    );
    const onlyThere = (await server.tables()).filter(
      (name) => !kinds.has(name) && name !== halfMovedTable && !name.startsWith('kysely_'),
    );
    return new Moving(source, server, tables, onlyThere, kinds);
  }

  kindsOf({ name }: MovedTable): readonly ColumnKind[] {
    return this.#kinds.get(name) ?? [];
  }

  /**
   * Copies what is missing, and makes what was left for later.
   *
   * @param onRows rows of a table that are there, of how many, and how many of them were before
   * @param onIndexes indexes and foreign keys that are there, of how many
   */
  async copy(
    onRows: (table: string, rows: number, all: number, before: number) => void,
    onIndexes: (done: number, all: number) => void,
  ): Promise<void> {
    await this.#prepare();
    const states = await this.#progress.tables();
    for (const table of this.tables) {
      const all = this.source.count(table.name);
      const { source, server } = this;
      const state = states.get(table.name) ?? notBegun;
      onRows(table.name, state.rows, all, state.rows);
      await copyTable(table, state, {
        source,
        server,
        progress: this.#progress,
        kinds: this.kindsOf(table),
        onProgress: (rows) => onRows(table.name, rows, all, state.rows),
      });
    }
    await setCounters(this.server, this.tables);
    await makeNow(this.server, (await this.#progress.whole()).later, onIndexes);
  }

  /** Before the first row: what migrations put into new tables goes, and what is dear to keep up is left for later. */
  async #prepare(): Promise<void> {
    const { server } = this;
    const whole = await this.#progress.whole();
    if (whole.phase === 'copying') return;
    await server.transaction(async () => {
      const names = this.tables.map(({ name }) => server.quoted(name));
      await server.ask(`truncate ${names.join(', ')}`);
      const later = await leaveForLater(server);
      for (const { name } of this.tables) await this.#progress.add(name);
      await this.#progress.keepWhole({ ...whole, phase: 'copying', later });
    });
  }
}

function noPlace(table: string, column: string): never {
  throw ToldError.of('store-move-failed', {
    ja: `${table}.${column} を入れる列が移行先にありません。`,
    en: `${table}.${column} has no column over there.`,
  });
}
