import { contentHash, sha256 } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import type { Store } from './store.ts';
import { inflated } from './stored-body.ts';

const rowsAtOnce = 200;

/** Compares what is stored with the hashes that were taken when it came: pages can be well formed and hold other bytes. */
export class IntegrityRepository {
  readonly #store: Pick<Store, 'read'>;

  constructor(store: Pick<Store, 'read'>) {
    this.#store = store;
  }

  /** @param onProgress how many were read so far @returns what is not as it was stored, one line each, 20 at most */
  async damage(onProgress: (bodies: number, reports: number) => void = () => {}): Promise<string[]> {
    const found: string[] = [];
    let bodies = 0;
    for await (const { sha256: hash, body } of this.#bodies()) {
      bodies += 1;
      if (bodies % 1000 === 0) onProgress(bodies, 0);
      if (sha256Of(body) !== hash) found.push(`evidence ${hash} is not what its hash says`);
      if (found.length >= 20) return found;
    }
    let reports = 0;
    for await (const row of this.#statements()) {
      reports += 1;
      if (reports % 1000 === 0) onProgress(bodies, reports);
      if (hashOfStatement(row.statement) !== row.sha256) {
        found.push(`report ${row.report_id} of host ${row.host_id} is not what its hash says`);
      }
      if (found.length >= 20) return found;
    }
    return found;
  }

  async *#bodies(): AsyncGenerator<{ sha256: string; body: Buffer }> {
    for (let after = ''; ;) {
      const rows = await this.#store.read
        .selectFrom('evidence_body')
        .select(['sha256', 'body'])
        .where('sha256', '>', after)
        .orderBy('sha256')
        .limit(rowsAtOnce)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.sha256;
    }
  }

  async *#statements(): AsyncGenerator<{
    host_id: string;
    report_id: string;
    statement: Buffer;
    sha256: string;
  }> {
    for (let after = ['', '']; ;) {
      const [host = '', report = ''] = after;
      const rows = await this.#store.read
        .selectFrom('report_statement as said')
        .innerJoin('report', (join) =>
          join.onRef('report.host_id', '=', 'said.host_id').onRef('report.report_id', '=', 'said.report_id'),
        )
        .select(['said.host_id', 'said.report_id', 'said.statement', 'report.sha256'])
        .where((where) =>
          where(where.refTuple('said.host_id', 'said.report_id'), '>', where.tuple(host, report)),
        )
        .orderBy('said.host_id')
        .orderBy('said.report_id')
        .limit(rowsAtOnce)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = [last.host_id, last.report_id];
    }
  }
}

function sha256Of(packed: Buffer): string | null {
  try {
    return sha256(inflated(packed));
  } catch {
    return null;
  }
}

function hashOfStatement(packed: Buffer): string | null {
  try {
    return contentHash(JSON.parse(inflated(packed)) as Statement);
  } catch {
    return null;
  }
}
