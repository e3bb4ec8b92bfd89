import { createReadStream, createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { openReadingStoreOf } from '../../collector/src/store/database-place.ts';

export type Promised = { hostId: string; reportId: string; sha256: string; receivedAt: number };

export type Kept = {
  checked: number;
  lost: number;
  twice: number;
  wrong: number;
  how: string;
  examples: string[];
};

const atOnce = 500;
const mostExamples = 5;

/** The list of what was acknowledged, on disk: the simulation may run for days. */
export class Promises {
  readonly #path: string;
  readonly #stream: WriteStream;

  constructor(path: string) {
    this.#path = path;
    this.#stream = createWriteStream(path);
  }

  add(promised: Promised): void {
    this.#stream.write(`${JSON.stringify(promised)}\n`);
  }

  async end(): Promise<void> {
    this.#stream.end();
    if (!this.#stream.closed) await once(this.#stream, 'close');
  }

  /** Looks each of them up in the data of a collector that has ended. */
  async checkIn(data: string): Promise<Kept> {
    const store = await openReadingStoreOf(openDataDirectory(data));
    const kept: Kept = {
      checked: 0,
      lost: 0,
      twice: 0,
      wrong: 0,
      how: 'looked up in the database',
      examples: [],
    };
    try {
      for await (const chunk of this.#chunks()) {
        const ids = chunk.map(({ reportId }) => reportId);
        const rows = await store.read
          .selectFrom('report')
          .select(['report_id', 'host_id', 'sha256', 'received_at'])
          .where('report_id', 'in', ids)
          .execute();
        const byId = Map.groupBy(rows, ({ report_id: id }) => id);
        for (const promised of chunk) note(kept, promised, byId.get(promised.reportId) ?? []);
      }
    } finally {
      await store.close();
    }
    return kept;
  }

  async *#chunks(): AsyncGenerator<Promised[]> {
    let chunk: Promised[] = [];
    for await (const line of createInterface({ input: createReadStream(this.#path) })) {
      chunk.push(JSON.parse(line) as Promised);
      if (chunk.length < atOnce) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  }
}

type Row = { host_id: string; sha256: string; received_at: number };

function note(kept: Kept, promised: Promised, rows: readonly Row[]): void {
  kept.checked += 1;
  const [row] = rows;
  const { hostId, sha256, receivedAt } = promised;
  const isRight = row?.host_id === hostId && row.sha256 === sha256 && Number(row.received_at) === receivedAt;
  const kind = row === undefined ? 'lost' : rows.length > 1 ? 'twice' : isRight ? null : 'wrong';
  if (kind === null) return;
  kept[kind] += 1;
  if (kept.examples.length < mostExamples) kept.examples.push(`${promised.reportId} is ${kind}`);
}
