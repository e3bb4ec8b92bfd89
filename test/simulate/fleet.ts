import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../agent/src/transport/backoff.ts';
import { attemptReport, loopbackAddress } from '../support/one-attempt.ts';
import type { Attempt } from '../support/one-attempt.ts';
import type { Hosts, Packed, Pending } from './hosts.ts';
import type { Identities } from './identities.ts';
import type { SimulateOptions } from './options.ts';
import type { Promised } from './promises.ts';
import { count } from './record.ts';
import type { SimulationRecord } from './record.ts';
import type { Target } from './target.ts';

const mostUnderWay = 256;
const tickMs = 10;
/** A session takes 2 kB; beyond this many hosts the oldest are forgotten and shake hands anew. */
const mostSessions = 5000;
/** Once the time is over nobody waits long any more. */
const lastPauseMs = 2000;
const lastPatienceMs = 120_000;

export type FleetParts = {
  hosts: Hosts;
  identities: Identities;
  target: Target;
  record: SimulationRecord;
  acknowledged: (promised: Promised, sent: { index: number; body: Buffer }) => void;
};

/**
 * Hosts that report in turn at an even pace, each over a connection of its own. As the product's agents do, a host says
 * the same again until it is acknowledged, after a pause that doubles; an interval is the longest pause, where the
 * product's is its hour.
 */
export class Fleet {
  readonly #options: SimulateOptions;
  readonly #parts: FleetParts;
  readonly #pending = new Map<number, Pending>();
  readonly #pauses = new Map<number, NodeJS.Timeout>();
  readonly #sessions = new Map<number, Buffer>();
  readonly #queue: number[] = [];
  #underWay = 0;
  #isEnding = false;
  #isHeld = false;

  constructor(options: SimulateOptions, parts: FleetParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Reports that wait for their acknowledgement. */
  get pending(): number {
    return this.#pending.size;
  }

  async run(): Promise<void> {
    const { hosts, minutes, reportsPerSecond } = this.#options;
    const startedAt = performance.now();
    const elapsedMs = () => performance.now() - startedAt;
    for (let turn = 0; elapsedMs() < minutes * 60_000; await sleep(tickMs)) {
      for (const due = (elapsedMs() / 1000) * reportsPerSecond; turn < due; turn += 1) {
        this.#begin(turn % hosts);
      }
    }
  }

  /** Does something while no host says anything; what is due meanwhile comes afterwards. */
  async inQuiet(work: () => Promise<void>): Promise<void> {
    this.#isHeld = true;
    try {
      while (this.#underWay > 0) await sleep(tickMs);
      await work();
    } finally {
      this.#isHeld = false;
      this.#sendWaiting();
    }
  }

  /** Brings to its end what is under way. */
  async settle(): Promise<void> {
    this.#isEnding = true;
    for (const index of this.#pauses.keys()) this.#again(index);
    const until = performance.now() + lastPatienceMs;
    while (this.#pending.size > 0 && performance.now() < until) await sleep(tickMs);
    for (const timer of this.#pauses.values()) clearTimeout(timer);
  }

  #begin(index: number): void {
    const { hosts, record } = this.#parts;
    if (this.#pending.has(index)) {
      record.skipped += 1;
      return;
    }
    record.made += 1;
    this.#pending.set(index, hosts.next(index, Date.now()));
    record.mostWaiting = Math.max(record.mostWaiting, this.#pending.size);
    this.#enqueue(index);
  }

  #enqueue(index: number): void {
    this.#queue.push(index);
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    while (!this.#isHeld && this.#underWay < mostUnderWay) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#underWay += 1;
      void this.#deliver(next).finally(() => {
        this.#underWay -= 1;
        this.#sendWaiting();
      });
    }
  }

  async #deliver(index: number): Promise<void> {
    const { hosts, identities, target, record } = this.#parts;
    const pending = this.#pending.get(index);
    if (!pending) return;
    const identity = identities.of(index);
    const packed = hosts.packed(index, pending, identity);
    const startedAt = performance.now();
    const attempt = target.isCutOff ? cutOff : await this.#attempt(index, pending, packed);
    const problem = `${attempt.ended}${attempt.problem === null ? '' : ` ${attempt.problem}`}`;
    if (attempt.receivedAt !== null) {
      record.latencies.add(performance.now() - startedAt);
      record[attempt.ended === '201' ? 'accepted' : 'duplicates'] += 1;
      record.bytes += packed.body.length;
      record.jsonBytes += packed.jsonBytes;
      if (attempt.wasResumed) record.resumed += 1;
      hosts.acknowledged(index, pending);
      this.#pending.delete(index);
      const { reportId } = pending;
      const { receivedAt } = attempt;
      const promised = { hostId: identity.hostId, reportId, sha256: packed.sha256, receivedAt };
      this.#parts.acknowledged(promised, { index, body: packed.body });
    } else if (isFinal(attempt)) {
      count(record.refused, problem);
      this.#pending.delete(index);
    } else {
      count(record.later, problem);
      record.retried += 1;
      pending.failures += 1;
      if (attempt.missing.length > 0) hosts.unknown(index);
      this.#pause(index, attempt.missing.length > 0 ? 0 : this.#pauseMs(pending, attempt));
    }
  }

  #attempt(index: number, pending: Pending, { body }: Packed): Promise<Attempt> {
    const { identities, target } = this.#parts;
    const { certificate, privateKey } = identities.of(index);
    const { authority, host, port } = target;
    const session = this.#sessions.get(index) ?? null;
    return attemptReport({
      authority,
      certificate,
      privateKey,
      body,
      port,
      session,
      ...(target.isHere ? { from: loopbackAddress(index) } : { host }),
      losesAnswer: pending.losesAnswer && pending.failures === 0,
      onSession: (given) => this.#keepSession(index, given),
    });
  }

  #keepSession(index: number, session: Buffer): void {
    this.#sessions.delete(index);
    this.#sessions.set(index, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest);
  }

  #pauseMs({ failures }: Pending, { retryAfterMs }: Attempt): number {
    const longest = this.#isEnding ? lastPauseMs : Math.max(1000, this.#options.intervalMs);
    return Math.min(longest, backoffMs(failures, retryAfterMs, Math.random()));
  }

  #pause(index: number, ms: number): void {
    this.#pauses.set(
      index,
      setTimeout(() => this.#again(index), ms),
    );
  }

  #again(index: number): void {
    clearTimeout(this.#pauses.get(index));
    this.#pauses.delete(index);
    this.#enqueue(index);
  }
}

const cutOff: Attempt = {
  ended: 'no network',
  receivedAt: null,
  retryAfterMs: null,
  problem: null,
  missing: [],
  wasResumed: false,
};

/** What the product's agents put aside: the report itself is not taken. */
const ofReport = new Set(['signature-wrong', 'host-not-yours', 'report-id-reused']);

function isFinal({ ended, problem }: Attempt): boolean {
  return ['400', '413', '422', '415'].includes(ended) || ofReport.has(problem ?? '');
}
