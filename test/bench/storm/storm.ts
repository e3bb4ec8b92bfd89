import { startChild } from '../measure/child.ts';
import type { Child } from '../measure/child.ts';
import type { StormQuestion, StormResult } from './agents.ts';
import type { StormCollectorQuestion } from './collector.ts';
import type { BulkEnrolled } from './enrol-in-bulk.ts';

const limitMs = 1_800_000;

/** Many agents in a few processes. */
export class Storm {
  readonly #workers: readonly Child[];

  private constructor(workers: readonly Child[]) {
    this.#workers = workers;
  }

  /** Enrols so many hosts in a new data directory and starts the processes that act for them. */
  static async of(data: string, hosts: number, database?: string, processes = 2): Promise<Storm> {
    const enroller = startChild('storm/collector.ts', [], limitMs);
    const question: StormCollectorQuestion = {
      type: 'enrol',
      data,
      hosts,
      ...(database !== undefined && { database }),
    };
    const { authority, agents } = await enroller.ask<BulkEnrolled>(question);
    enroller.stop();
    const workers = Array.from({ length: processes }, () => startChild('storm/agents.ts', [], limitMs));
    const each = Math.ceil(hosts / processes);
    await Promise.all(
      workers.map((worker, index) =>
        worker.ask({
          type: 'agents',
          authority,
          agents: agents.slice(index * each, (index + 1) * each),
          first: index * each,
        } satisfies StormQuestion),
      ),
    );
    return new Storm(workers);
  }

  async prepare(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ask({ type: 'prepare' } satisfies StormQuestion)));
  }

  /** Every agent sends its report until it is acknowledged. */
  async send(agentUrl: string, spreadMs: number): Promise<StormResult> {
    const port = Number(new URL(agentUrl).port);
    const parts = await Promise.all(
      this.#workers.map((worker) =>
        worker.ask<StormResult>({ type: 'storm', port, spreadMs } satisfies StormQuestion),
      ),
    );
    const attempts: Record<string, number> = {};
    for (const part of parts) {
      for (const [ended, count] of Object.entries(part.attempts)) {
        attempts[ended] = (attempts[ended] ?? 0) + count;
      }
    }
    return {
      acknowledged: parts.flatMap((part) => part.acknowledged),
      waitedMs: parts.flatMap((part) => part.waitedMs),
      attempts,
    };
  }

  stop(): void {
    for (const worker of this.#workers) worker.stop();
  }
}
