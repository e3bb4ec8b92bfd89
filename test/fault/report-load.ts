import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectorProcess } from '../support/collector-process.ts';
import { keptConnection } from '../support/https.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import type { Packed } from '../support/sample-report.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';

export type Acknowledged = { hostId: string; reportId: string; sha256: string; receivedAt: number };

/** Agents that send one report after the other, and the list of what they were promised. */
export class ReportLoad {
  /** By report id; what the collector may never lose. */
  readonly acknowledged = new Map<string, Acknowledged>();
  /** Acknowledged at the second attempt and known by then: stored, but the first answer was lost. */
  answersLost = 0;
  /** How often an agent was told to come later. */
  sentAway = 0;
  readonly #agents: readonly SimulatedAgent[];
  readonly #mayBeSentAway: boolean;
  readonly #sequences = new Map<SimulatedAgent, number>();
  readonly #pending = new Map<SimulatedAgent, Packed>();

  /** @param options `mayBeSentAway`: 503 with Retry-After is a good answer, and the report is sent again */
  constructor(agents: readonly SimulatedAgent[], options: { mayBeSentAway?: boolean } = {}) {
    this.#agents = agents;
    this.#mayBeSentAway = options.mayBeSentAway === true;
  }

  /** Reports that were sent and not acknowledged. */
  get pending(): number {
    return this.#pending.size;
  }

  /** The number of the newest report that each host has sent. */
  lastSequence(agent: SimulatedAgent): number {
    return this.#sequences.get(agent) ?? 0;
  }

  /** Sends until the connection breaks or `stop` says so; first what was not acknowledged before. */
  async run(collector: CollectorProcess, stop: () => boolean): Promise<void> {
    await Promise.all(
      this.#agents.map(async (agent, index) => {
        // Every fourth agent makes a connection for each report, as agents do that report once an hour.
        const connection = index % 4 === 3 ? undefined : keptConnection(agent);
        try {
          while (!stop()) await this.#sendNext(collector, agent, connection);
        } catch (error) {
          if (error instanceof BrokenPromise) throw error;
          // The connection broke: the report stays pending.
        } finally {
          connection?.destroy();
        }
      }),
    );
  }

  /** Sends what was not acknowledged, and nothing new. */
  async sendPending(collector: CollectorProcess): Promise<void> {
    while (this.#pending.size > 0) {
      for (const agent of this.#pending.keys()) await this.#sendNext(collector, agent, undefined);
    }
  }

  async #sendNext(
    collector: CollectorProcess,
    agent: SimulatedAgent,
    connection: Agent | undefined,
  ): Promise<void> {
    const again = this.#pending.get(agent);
    const packed = again ?? this.#make(agent);
    this.#pending.set(agent, packed);
    const answer = await push(collector, agent, packed.body, connection === undefined ? {} : { connection });
    if (this.#mayBeSentAway && answer.status === 503 && Number(answer.headers['retry-after']) > 0) {
      this.sentAway += 1;
      await sleep(100);
      return;
    }
    const { status, reportId, receivedAt } = answer.json;
    const expected = status === 'stored' ? 201 : 200;
    if (answer.status !== expected || reportId !== packed.reportId || typeof receivedAt !== 'string') {
      throw new BrokenPromise(
        `a good report was answered with ${answer.status} ${JSON.stringify(answer.json)}`,
      );
    }
    if (status === 'duplicate') {
      if (!again) throw new BrokenPromise('a report that was sent once was called a duplicate');
      this.answersLost += 1;
    }
    this.#pending.delete(agent);
    this.acknowledged.set(packed.reportId, {
      hostId: agent.hostId,
      reportId: packed.reportId,
      sha256: packed.sha256,
      receivedAt: Date.parse(receivedAt),
    });
  }

  #make(agent: SimulatedAgent): Packed {
    const sequence = this.lastSequence(agent) + 1;
    this.#sequences.set(agent, sequence);
    return pack(sampleReport(agent, sequence));
  }
}

/** The collector answered, and wrongly. */
class BrokenPromise extends Error {}
