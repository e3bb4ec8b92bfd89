import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { NotWritable } from '../write-gate.ts';
import type { WriteGate } from '../write-gate.ts';
import { overloaded, tooSlow } from '../../ingest/refusal.ts';
import { EndingClient } from './ending-client.ts';
import { tellCosts } from './question-costs.ts';
import { isConnectionLost, isPoolFull, isTooSlow, reasonOf } from './errors.ts';

const connectMs = 5000;
/** Longer than any question of a page takes. */
const longestAnswerMs = 60_000;
/** So much later a server that does not end a statement by itself is not waited for any more. */
const graceMs = 10_000;
const keptStatements = 500;

export type PoolOptions = {
  url: string;
  password?: string | undefined;
  connections: number;
  /** How long the server works at one statement; a minute unless told. */
  answerMs?: number;
  /** For who only reads, a database that takes no writes still serves. */
  only: 'reads' | 'writes';
};

/** Connections behind a gate: errors of the connection shut it, and while it is shut for them nobody waits for one. */
export class GuardedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #gate: WriteGate;
  readonly #only: PoolOptions['only'];
  readonly #clients = new Set<pg.PoolClient>();
  /** Statements by text, so that the database plans each once for each connection. */
  readonly #names = new Map<string, string>();

  constructor(options: PoolOptions, gate: WriteGate) {
    const { url, password, connections, only, answerMs = longestAnswerMs } = options;
    this.#gate = gate;
    this.#only = only;
    this.#pool = new pg.Pool({
      Client: EndingClient,
      connectionString: withPassword(url, password),
      max: connections,
      connectionTimeoutMillis: connectMs,
      // On the server: what nobody waits for any more is not worked at either.
      statement_timeout: answerMs,
      query_timeout: answerMs + graceMs,
      // A collector that has lost its network must not keep others waiting for its locks.
      idle_in_transaction_session_timeout: longestAnswerMs,
      keepAlive: true,
      application_name: 'tenken',
      types: { getTypeParser },
      ...(only === 'reads' && {
        verify: (client, done) => tellCosts(client, connectMs, done),
      }),
    });
    // Of connections that nobody uses at the time.
    this.#pool.on('error', (error) => this.#told(error));
    this.#pool.on('connect', (client) => {
      this.#clients.add(client);
      // Also while somebody holds it and asks nothing: Node ends a process over an error that nobody hears.
      client.on('error', (error) => this.#told(error));
    });
    this.#pool.on('remove', (client) => this.#clients.delete(client));
  }

  get options(): object {
    return this.#pool.options;
  }

  /** @throws {NotWritable} @throws {Refusal} 503 where others hold all connections for a minute */
  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#free(performance.now() + longestAnswerMs);
    let isLost = false;
    const query = async <Row>(sql: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> => {
      if (isLost && sql === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] };
      try {
        const name = this.#nameOf(sql);
        const result = await client.query({
          text: sql,
          values: values.map(withoutNul),
          ...(name === null ? {} : { name }),
        });
        return result as unknown as PostgresQueryResult<Row>;
      } catch (error) {
        isLost ||= isConnectionLost(error);
        throw this.#told(error);
      }
    };
    return {
      query: query as PostgresPoolClient['query'],
      release: (destroy) => client.release(isLost || destroy),
    };
  }

  /** Ends every connection, also those on which somebody waits: a network that is cut says nothing of itself. */
  cut(): void {
    for (const client of this.#clients) client.connection.stream.destroy();
  }

  /** Whether there is an answer within this time. A network that is cut says nothing: none shuts the gate. */
  async answers(withinMs: number): Promise<boolean> {
    try {
      // A limit of a single question is known to `pg` alone.
      await this.#pool.query({ text: 'select 1', query_timeout: withinMs } as pg.QueryConfig);
      return true;
    } catch (error) {
      if (isTooSlow(error)) this.#gate.shut('database-away', (error as Error).message);
      else this.#told(error);
      return false;
    }
  }

  /** Something that only a database that stores can do. @throws {NotWritable} */
  async tryToWrite(sql: string): Promise<void> {
    await this.#pool.query(sql).catch((error: unknown) => {
      throw this.#told(error);
    });
    this.#gate.written();
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  /** Waits its turn: that all connections are in use is no sign of a database that is away. */
  async #free(until: number): Promise<pg.PoolClient> {
    this.#check();
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (!isPoolFull(error)) throw this.#told(error);
      if (performance.now() > until) throw overloaded();
    }
    return this.#free(until);
  }

  #check(): void {
    if (this.#only === 'writes' || this.#gate.state?.reason === 'database-away') this.#gate.check();
  }

  /** Shuts the gate where nothing can be stored after an error. @returns what to throw */
  #told(error: unknown): unknown {
    if (isTooSlow(error)) return tooSlow();
    const reason = reasonOf(error);
    if (reason === null) return error;
    this.#gate.shut(reason, (error as Error).message);
    return new NotWritable(reason, { cause: error });
  }

  /** Questions of pages are planned each time, for the sizes of what they ask for differ. */
  #nameOf(sql: string): string | null {
    if (this.#only === 'reads') return null;
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= keptStatements) return null;
    const name = `t${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

/** PostgreSQL's texts hold every character but this one, which hosts may say. */
function withoutNul(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutNul);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u{fffd}') : value;
}

/** What the address says of a password, also nothing, goes before what stands beside it. */
export function withPassword(url: string, password: string | undefined): string {
  if (password === undefined) return url;
  const whole = new URL(url);
  whole.password = encodeURIComponent(password);
  return whole.href;
}

const numbers: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** bigint and what counts and sums give come as numbers, as SQLite gives them. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: never) => unknown {
  if (numbers.has(oid)) return exactNumber;
  return pg.types.getTypeParser(oid, format) as (value: never) => unknown;
}

/** @throws {RangeError} for one that a number cannot hold */
function exactNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    throw new RangeError(`${text} is more than a number can hold exactly.`);
  }
  return number;
}
