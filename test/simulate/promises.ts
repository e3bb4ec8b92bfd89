import { createReadStream, createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { contentHash } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { openReadingStoreOf } from '../../collector/src/store/database-place.ts';
import { reportsNewestFirst } from '../../collector/src/store/reports/report-history.ts';
import { SortedOnDisk } from '../../collector/src/store/sql/sorted-on-disk.ts';
import type { Query } from '../../collector/src/store/store.ts';

export type Promised = { hostId: string; reportId: string; sha256: string; receivedAt: number };

export type Kept = {
  checked: number;
  lost: number;
  twice: number;
  wrong: number;
  how: string;
  examples: string[];
};

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

  /** Looks each of them up in the data of a collector that has ended, wherever that keeps it by now. */
  async checkIn(data: string): Promise<Kept> {
    const store = await openReadingStoreOf(openDataDirectory(data));
    const byHost = new SortedOnDisk(`${this.#path}.by-host`);
    const kept: Kept = {
      checked: 0,
      lost: 0,
      twice: 0,
      wrong: 0,
      how: 'looked up in the database',
      examples: [],
    };
    try {
      for await (const line of createInterface({ input: createReadStream(this.#path) })) {
        const { hostId, reportId } = JSON.parse(line) as Promised;
        byHost.add('promised', `${hostId} ${reportId}`, line);
      }
      let stored = { hostId: '', reports: new Map<string, Stored[]>() };
      for (const { value } of byHost.entries('promised')) {
        const promised = JSON.parse(value) as Promised;
        const { hostId } = promised;
        if (stored.hostId !== hostId) stored = { hostId, reports: await storedOf(store.read, hostId) };
        note(kept, promised, stored.reports.get(promised.reportId) ?? []);
      }
    } finally {
      byHost.close();
      await store.close();
    }
    return kept;
  }
}

type Stored = { reportId: string; sha256: string | null; receivedAt: number };

/** Of a host, by id: a report lies by itself while it is new, and in a pack later. */
async function storedOf(db: Query, hostId: string): Promise<Map<string, Stored[]>> {
  const all: Stored[] = [];
  for await (const { reportId, receivedAt, signed } of reportsNewestFirst(db, hostId)) {
    const statement = signed && (JSON.parse(signed.statement()) as Statement);
    all.push({ reportId, receivedAt, sha256: statement && contentHash(statement) });
  }
  return Map.groupBy(all, ({ reportId }) => reportId);
}

function note(kept: Kept, promised: Promised, stored: readonly Stored[]): void {
  kept.checked += 1;
  const [first] = stored;
  const isRight = first?.sha256 === promised.sha256 && first.receivedAt === promised.receivedAt;
  const kind = first === undefined ? 'lost' : stored.length > 1 ? 'twice' : isRight ? null : 'wrong';
  if (kind === null) return;
  kept[kind] += 1;
  if (kept.examples.length < mostExamples) kept.examples.push(`${promised.reportId} is ${kind}`);
}
