import { performance } from 'node:perf_hooks';
import { keepInputs, keptInputs } from './corpus.ts';
import type { Coverage } from './coverage.ts';
import type { Findings } from './findings.ts';
import { mutated } from './mutate.ts';
import type { Chance } from './mutate.ts';
import { mutatedJson } from './mutate-json.ts';
import type { FuzzTarget } from './target.ts';
import type { Watchdog } from './watchdog.ts';

/** One input may take this long: a stall is a fault as well. */
const stallMs = 1000;
/** Looking at the coverage takes milliseconds, so inputs are tried in batches and looked at one by one on success. */
const batchMs = 60;
const seedsAtOnce = 32;
const groupSize = 16;
const inputsAtOnce = 400;

/** One target with what was learnt about it so far. */
export class Fuzzing {
  readonly target: FuzzTarget;
  executions = 0;
  slowestMs = 0;
  readonly #tools: { coverage: Coverage; findings: Findings; watchdog: Watchdog; chance: Chance };
  readonly #pool: Buffer[] = [];
  readonly #found: Buffer[] = [];
  readonly #seen = new Set<string>();

  constructor(
    target: FuzzTarget,
    tools: { coverage: Coverage; findings: Findings; watchdog: Watchdog; chance: Chance },
  ) {
    this.target = target;
    this.#tools = tools;
  }

  /** Tries every seed and what earlier runs kept; seeds that reach nothing new are not changed further. */
  async begin(): Promise<void> {
    const seeds = this.target.seeds();
    for (let at = 0; at < seeds.length; at += seedsAtOnce) {
      this.#pool.push(...(await this.#useful(seeds.slice(at, at + seedsAtOnce))));
    }
    const kept = await this.#useful(keptInputs(this.target.name));
    this.#pool.push(...kept);
    this.#found.push(...kept);
    if (this.#pool.length === 0) this.#pool.push(Buffer.from('a'));
  }

  /** Goes on for this long. */
  async goOn(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (performance.now() < until) await this.#batch();
  }

  end(): void {
    keepInputs(this.target.name, this.#found);
  }

  get poolSize(): number {
    return this.#pool.length;
  }

  async #batch(): Promise<void> {
    const tried: Buffer[] = [];
    const until = performance.now() + batchMs;
    while (performance.now() < until && tried.length < inputsAtOnce) {
      const input = this.#next();
      await this.#try(input);
      tried.push(input);
    }
    const useful = await this.#reached(tried);
    this.#pool.push(...useful);
    this.#found.push(...useful);
  }

  async #useful(inputs: readonly Buffer[]): Promise<Buffer[]> {
    for (const input of inputs) await this.#try(input);
    return this.#reached(inputs);
  }

  /**
   * Which of the inputs that were just tried reached blocks that this target had not. Looking costs more than trying:
   * all are tried again in groups, and one by one only in a group that reaches something.
   */
  async #reached(tried: readonly Buffer[]): Promise<Buffer[]> {
    const { coverage } = this.#tools;
    const missing = new Set(await coverage.newSince(this.#seen));
    const useful: Buffer[] = [];
    for (let at = 0; at < tried.length && missing.size > 0; at += groupSize) {
      const group = tried.slice(at, at + groupSize);
      if (tried.length > groupSize) {
        for (const input of group) await this.#try(input);
        if ((await coverage.newSince(this.#seen)).length === 0) continue;
      }
      for (const input of group) {
        await this.#try(input);
        const fresh = await coverage.newSince(this.#seen);
        if (fresh.length > 0) useful.push(input);
        for (const block of fresh) {
          this.#seen.add(block);
          missing.delete(block);
        }
      }
    }
    // What only chance or time reached is not looked for again.
    for (const block of missing) this.#seen.add(block);
    return useful;
  }

  #next(): Buffer {
    const { chance } = this.#tools;
    const { json = false, words = [], maxBytes = 8192 } = this.target;
    const input = this.#pool[chance.below(this.#pool.length)] ?? Buffer.alloc(0);
    if (json && chance.below(4) > 0) {
      const text = mutatedJson(input.toString('utf8'), chance);
      if (text !== null) return Buffer.from(text);
    }
    const other = this.#pool[chance.below(this.#pool.length)] ?? input;
    return mutated(input, other, words, chance, Math.max(maxBytes, input.length));
  }

  /** A shared machine stalls by itself: only processor time that an input takes again is a fault. */
  async #tryForStall(input: Buffer): Promise<void> {
    const before = process.threadCpuUsage();
    try {
      await this.target.run(input);
    } catch {
      // Told already.
    }
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms > stallMs) {
      this.#tools.findings.add(this.target.name, input, new Error(`stalled for ${ms.toFixed(0)} ms`));
    }
  }

  async #try(input: Buffer): Promise<void> {
    const { findings, watchdog } = this.#tools;
    watchdog.begin(input);
    const startedAt = performance.now();
    try {
      const result = this.target.run(input);
      if (result instanceof Promise) await result;
    } catch (error) {
      findings.add(this.target.name, input, error);
    }
    const ms = performance.now() - startedAt;
    if (ms > stallMs) await this.#tryForStall(input);
    this.slowestMs = Math.max(this.slowestMs, ms);
    this.executions += 1;
  }
}
