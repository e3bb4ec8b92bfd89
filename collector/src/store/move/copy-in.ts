import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection, Submittable } from 'pg';

/** What the types of `pg` leave out of its connection. */
type CopyConnection = Connection & {
  readonly stream: Duplex;
  sendCopyFromChunk: (chunk: Buffer) => void;
  endCopyFrom: () => void;
  sendCopyFail: (why: string) => void;
};

/**
 * PostgreSQL's COPY from what a generator gives, piece by piece as fast as the server takes them: it works on one piece
 * while the next is made.
 */
export class CopyIn implements Submittable {
  readonly #statement: string;
  readonly #pieces: Iterable<string>;
  readonly #settled = Promise.withResolvers<void>();
  /** `pg` puts in what ends its wait for an answer. */
  callback: (() => void) | null = null;
  #failure: unknown = null;
  #isOver = false;

  constructor(statement: string, pieces: Iterable<string>) {
    this.#statement = statement;
    this.#pieces = pieces;
  }

  /** Once the server has taken all of it, within its transaction. */
  get taken(): Promise<void> {
    return this.#settled.promise;
  }

  submit(connection: Connection): void {
    connection.query(this.#statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.#send(connection);
  }

  handleError(error: Error): void {
    this.#isOver = true;
    this.callback?.();
    // What stopped the rows says more than the server, which was only told to stop.
    this.#settled.reject(this.#failure ?? error);
  }

  handleReadyForQuery(): void {
    this.#isOver = true;
    this.callback?.();
    this.#settled.resolve();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCopyData(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}

  async #send(connection: CopyConnection): Promise<void> {
    const { stream } = connection;
    const ended = new AbortController();
    const end = (): void => ended.abort();
    stream.once('close', end);
    try {
      for (const piece of this.#pieces) {
        if (this.#isOver) return;
        connection.sendCopyFromChunk(Buffer.from(piece));
        // A connection that ends meanwhile never drains.
        if (stream.writableNeedDrain) await once(stream, 'drain', { signal: ended.signal });
        else await nextTurn();
      }
      if (!this.#isOver) connection.endCopyFrom();
    } catch (error) {
      if (this.#isOver || ended.signal.aborted) return;
      this.#failure = error;
      connection.sendCopyFail('the rows could not be read');
    } finally {
      stream.off('close', end);
    }
  }
}
