import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Limits } from '../../collector/src/limits/limits.ts';
import { startChild } from '../bench/measure/child.ts';
import type { Child } from '../bench/measure/child.ts';
import { cpuMsOfFamily } from '../bench/measure/process-family.ts';
import type { Memory, Opened, StormCollectorQuestion } from '../bench/storm/collector.ts';
import { enrolEach } from '../bench/storm/enrol-in-bulk.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres } from '../support/postgres-server.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { refuseFilled } from './empty-database.ts';
import type { Identities } from './identities.ts';
import type { SimulateOptions } from './options.ts';
import type { Costs, Held, Target } from './target.ts';

/** Settling may take long after a large number of reports. */
const answerLimitMs = 1_800_000;
/** Hosts of a simulation may report far more often than those of the product. */
const limits: Partial<Limits> = { reportsAtOnce: 1_000_000 };

/** A collector of the run's own, in a process of its own, on free ports. */
export class OwnTarget implements Target {
  readonly host = 'localhost';
  readonly isHere = true;
  readonly isCutOff = false;
  readonly authority: string;
  readonly data: string;
  readonly #server: PostgresServer | null;
  readonly #ports: { people: number; agents: number };
  #collector: Child | null = null;
  #cpuMs = 0;
  #databaseCpuBefore = 0;
  #peakBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(made: {
    data: string;
    authority: string;
    server: PostgresServer | null;
    ports: { people: number; agents: number };
  }) {
    this.data = made.data;
    this.authority = made.authority;
    this.#server = made.server;
    this.#ports = made.ports;
  }

  /** Enrols as many hosts as there is room for, and starts it. @param folder an empty one */
  static async start(
    folder: string,
    options: Pick<SimulateOptions, 'hosts' | 'database'>,
    identities: Identities,
    progress: (done: number) => void,
  ): Promise<OwnTarget> {
    const data = join(folder, 'data');
    const given = options.database === 'postgresql' ? null : options.database;
    if (given !== null) await refuseFilled(given);
    const isOwnServer = options.database === 'postgresql';
    const server = isOwnServer ? await startPostgres({ durable: true, folder }) : null;
    try {
      const database = server
        ? { url: await server.database(`simulate-${randomUUID()}`), passwordFile: null }
        : given;
      let done = 0;
      const take = (agent: Parameters<Identities['add']>[0]) => {
        identities.add(agent);
        done += 1;
        if (done % 1000 === 0) progress(done);
      };
      const authority = await enrolEach(data, options.hosts, take, database ?? undefined);
      const ports = { people: await freePort(), agents: await freePort() };
      const target = new OwnTarget({ data, authority, server, ports });
      await target.comeBack();
      // What a start judges is not what reports cost.
      await target.settle();
      await target.forgetCosts();
      return target;
    } catch (error) {
      await server?.stop();
      throw error;
    }
  }

  /** Of its process; null while it is away. */
  get pid(): number | null {
    return this.#collector?.pid ?? null;
  }

  get port(): number {
    return this.#ports.agents;
  }

  leave(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#look();
      await this.#collector?.kill();
      this.#collector = null;
    });
  }

  async comeBack(): Promise<void> {
    const collector = startChild('storm/collector.ts', [], answerLimitMs);
    await this.#ask<Opened>({ type: 'open', data: this.data, limits, ports: this.#ports }, collector);
    this.#collector = collector;
  }

  /** Returns when everything that came is judged. */
  async settle(): Promise<void> {
    await this.#ask({ type: 'settle' });
  }

  async forgetCosts(): Promise<void> {
    this.#cpuMs = -(await this.#cpuOfProcess());
    this.#databaseCpuBefore = this.#databaseCpuMs() ?? 0;
  }

  /** Null while it is away. */
  costs(): Promise<Costs | null> {
    return this.#inTurn(async () => {
      if (!this.#collector) return null;
      const { residentBytes } = await this.#look();
      const cpuMs = this.#databaseCpuMs();
      const collectorCpuMs = this.#cpuMs;
      // It is counted again as soon as somebody looks again.
      this.#cpuMs -= await this.#cpuOfProcess();
      const databaseCpuMs = cpuMs === null ? null : cpuMs - this.#databaseCpuBefore;
      return { collectorCpuMs, databaseCpuMs, residentBytes, peakBytes: this.#peakBytes };
    });
  }

  /** Once everything that came is judged; null while it is away. */
  held(): Promise<Held | null> {
    return this.#inTurn(async () => (this.#collector ? this.#ask<Held>({ type: 'held' }) : null));
  }

  /** Ends the collector; its data can then be looked at. */
  async end(): Promise<void> {
    await this.#collector?.ended();
    this.#collector = null;
  }

  async stop(): Promise<void> {
    await this.#collector?.kill();
    await this.#server?.stop();
  }

  /** The process answers one question at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #look(): Promise<Memory> {
    const memory = await this.#ask<Memory>({ type: 'memory' });
    this.#peakBytes = Math.max(this.#peakBytes, memory.peakBytes);
    this.#cpuMs += await this.#cpuOfProcess();
    return memory;
  }

  async #cpuOfProcess(): Promise<number> {
    const { user, system } = await this.#ask<NodeJS.CpuUsage>({ type: 'cpu' });
    return (user + system) / 1000;
  }

  #databaseCpuMs(): number | null {
    return this.#server ? cpuMsOfFamily(this.#server.pid()) : null;
  }

  #ask<Answer>(question: StormCollectorQuestion, collector = this.#collector): Promise<Answer> {
    if (!collector) throw new Error('the collector is away');
    return collector.ask<Answer>(question);
  }
}
