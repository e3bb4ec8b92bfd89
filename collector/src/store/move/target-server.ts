import { TenkenError } from '@tenken/shared';
import type pg from 'pg';
import { isConnectionLost } from '../postgres/errors.ts';
import { EndingClient } from '../postgres/ending-client.ts';
import { withPassword } from '../postgres/guarded-pool.ts';
import { nameOfDatabase } from '../postgres/place.ts';
import type { PostgresPlace } from '../postgres/place.ts';
import { unusable } from '../postgres/unusable.ts';
import { CopyIn } from './copy-in.ts';
import type { MovedTable, TextRow } from './moved-table.ts';
import type { ColumnKind } from './text-row.ts';

const connectMs = 5000;
/** Nothing that is asked here takes longer with millions of rows; a network that is cut says nothing. */
const longestAnswerMs = 60 * 60_000;
/** Longer than a server needs for one chunk that it does not check against others. */
const longestChunkMs = 5 * 60_000;
const rowsAtOnce = 5000;

const kinds: ReadonlyMap<string, ColumnKind> = new Map([
  ['text', 'text'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['bytea', 'bytes'],
]);

/** One connection to the database that a store is moved to. Values come and go as the texts that PostgreSQL writes. */
export class TargetServer {
  readonly #client: pg.Client;
  readonly #name: string;

  private constructor(client: pg.Client, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** @throws {TenkenError} as `unusable` */
  static async connect(place: PostgresPlace): Promise<TargetServer> {
    const { url, password } = place;
    const client = new EndingClient({
      connectionString: withPassword(url, password),
      connectionTimeoutMillis: connectMs,
      query_timeout: longestAnswerMs,
      keepAlive: true,
      application_name: 'tenken migrate-store',
      types: { getTypeParser: () => (text: string) => text },
    });
    const server = new TargetServer(client, nameOfDatabase(url));
    // Whoever asks next is told; Node ends a process over an error that nobody hears.
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (cause) {
      throw unusable(place, cause);
    }
    await server.ask("set bytea_output = 'hex'");
    return server;
  }

  /** @throws {TenkenError} `database-away`, `store-move-failed` with what the server says */
  async ask(text: string, values: readonly string[] = []): Promise<TextRow[]> {
    return (await this.#asked(text, values)).rows;
  }

  /** How many rows a statement changed. @throws {TenkenError} as `ask` */
  async change(text: string, values: readonly string[]): Promise<number> {
    return (await this.#asked(text, values)).rowCount ?? 0;
  }

  /** @throws {TenkenError} as `ask` */
  async transaction<T>(work: () => Promise<T>, kind = ''): Promise<T> {
    await this.ask(`begin ${kind}`);
    try {
      const result = await work();
      await this.ask('commit');
      return result;
    } catch (error) {
      // A connection that is gone has rolled back by itself.
      await this.#client.query('rollback').catch(() => {});
      throw error;
    }
  }

  /** Within a transaction. @throws {TenkenError} as `ask` */
  async copyIn({ name, columns }: MovedTable, pieces: Iterable<string>): Promise<void> {
    const statement = `copy ${this.quoted(name)} (${columns.map((column) => this.quoted(column)).join(', ')}) from stdin`;
    const copy = new CopyIn(statement, pieces);
    const tooLong = setTimeout(() => this.#cut(), longestChunkMs);
    try {
      this.#client.query(copy);
      await copy.taken;
    } catch (error) {
      throw this.#told(error);
    } finally {
      clearTimeout(tooLong);
    }
  }

  /**
   * Rows in the order of their key, within a transaction.
   *
   * @param first so many of them; all unless told
   * @throws {TenkenError} as `ask`
   */
  async *rows({ name, columns, key }: MovedTable, first?: number): AsyncGenerator<TextRow[]> {
    const list = (names: readonly string[]) => names.map((column) => this.quoted(column)).join(', ');
    await this.ask(
      `declare moved no scroll cursor for select ${list(columns)} from ${this.quoted(name)} order by ${list(key)}${first === undefined ? '' : ` limit ${first}`}`,
    );
    for (;;) {
      const rows = await this.ask(`fetch ${rowsAtOnce} from moved`);
      if (rows.length > 0) yield rows;
      if (rows.length < rowsAtOnce) break;
    }
    await this.ask('close moved');
  }

  /** Tables of the schema that a collector works in; the parts of one that is divided are not told apart from it. */
  async tables(): Promise<string[]> {
    const rows = await this.ask(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    );
    return rows.map(([name]) => name ?? '');
  }

  /** Columns of each table with what they hold; null for a kind that no table of ours has. */
  async columns(): Promise<Map<string, Map<string, ColumnKind | null>>> {
    const rows = await this.ask(
      `select c.relname, a.attname, format_type(a.atttypid, null) from pg_attribute a
       join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
    );
    const found = new Map<string, Map<string, ColumnKind | null>>();
    for (const [table, column, type] of rows) {
      const columns = found.get(table ?? '') ?? new Map<string, ColumnKind | null>();
      found.set(table ?? '', columns.set(column ?? '', kinds.get(type ?? '') ?? null));
    }
    return found;
  }

  quoted(name: string): string {
    return this.#client.escapeIdentifier(name);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }

  async #asked(text: string, values: readonly string[]): Promise<pg.QueryArrayResult<TextRow>> {
    try {
      return await this.#client.query<TextRow>({ text, values: [...values], rowMode: 'array' });
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): unknown {
    if (error instanceof TenkenError || !(error instanceof Error)) return error;
    if (isConnectionLost(error)) {
      return new TenkenError(
        'database-away',
        `The connection to ${this.#name} is gone: ${error.message}. Check the server, then run the same command again: it goes on where it was.`,
        { cause: error },
      );
    }
    if (!('severity' in error)) return error;
    const { where } = error as { where?: string };
    return new TenkenError(
      'store-move-failed',
      `${this.#name} refuses what is moved to it: ${error.message}${where === undefined ? '' : ` (${where})`}. Nothing was lost: the data is where it was. Remove the cause, then run the same command again.`,
      { cause: error },
    );
  }

  #cut(): void {
    (this.#client as pg.Client & { connection: pg.Connection }).connection.stream.destroy();
  }
}
