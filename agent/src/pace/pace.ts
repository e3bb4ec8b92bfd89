import { availableParallelism } from 'node:os';
import { CpuBudget } from './budget.ts';
import { cpuUsedMs } from './cpu-used.ts';

/** A program that runs for a probe. */
export type PacedProgram = { pid: number; mayStop: boolean };

type Timer = { leftMs: number; onEnd: () => void };

const lookEveryMs = 50;
/** Looking costs as well; what is stopped uses nothing. */
const lookEveryMsHeld = 250;
/** The agent that waits for the scan, and what comes between two looks, use the rest. */
const kept = 0.5;

/**
 * Stretches a scan so that it uses its share of the processors and no more, over any few seconds: programs are stopped
 * and let go on, and no new step begins meanwhile. Time in which nothing may go on is not counted against anybody, nor
 * time for which a loaded host did not let this process look.
 *
 * Works where processes can be stopped and their use be seen cheaply, which is on Linux; elsewhere it does nothing.
 */
export class Pace {
  readonly #programs = new Map<number, PacedProgram>();
  readonly #timers = new Set<Timer>();
  #budget: CpuBudget | null = null;
  #gate: PromiseWithResolvers<void> | null = null;
  #lookedAt = 0;

  /** @param share of all processors, 0 to 1 */
  begin(share: number): void {
    if (process.platform !== 'linux' || this.#budget !== null) return;
    this.#lookedAt = performance.now();
    const perMs = share * kept * availableParallelism();
    // Its own start is paid for as well.
    this.#budget = new CpuBudget(perMs, this.#lookedAt, 0);
    this.#lookAgain();
  }

  /** When the next step may begin. */
  async turn(): Promise<void> {
    while (this.#gate !== null) await this.#gate.promise;
  }

  /** As `setTimeout`, of time in which work may go on. @returns takes it back */
  startTimer(onEnd: () => void, ms: number): () => void {
    if (this.#budget === null) {
      const timer = setTimeout(onEnd, ms);
      return () => clearTimeout(timer);
    }
    const timer: Timer = { leftMs: ms, onEnd };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** A program has begun. @returns call it when the program has ended */
  add(program: PacedProgram): () => void {
    this.#programs.set(program.pid, program);
    // It was asked for before everything was held.
    if (this.#gate !== null) signal(program, 'SIGSTOP');
    return () => this.#programs.delete(program.pid);
  }

  #look(): void {
    const now = performance.now();
    const passed = Math.min(now - this.#lookedAt, 2 * lookEveryMs);
    this.#lookedAt = now;
    if (this.#gate === null) this.#advance(passed);
    const mustWait = this.#budget?.look(now, this.#usedMs()) ?? false;
    if (mustWait && this.#gate === null) {
      this.#gate = Promise.withResolvers();
      this.#signalAll('SIGSTOP');
    } else if (!mustWait && this.#gate !== null) {
      this.#signalAll('SIGCONT');
      this.#gate.resolve();
      this.#gate = null;
    }
    this.#lookAgain();
  }

  #lookAgain(): void {
    setTimeout(() => this.#look(), this.#gate === null ? lookEveryMs : lookEveryMsHeld).unref();
  }

  #usedMs(): number {
    return cpuUsedMs(this.#programs.keys());
  }

  #advance(ms: number): void {
    for (const timer of this.#timers) {
      timer.leftMs -= ms;
      if (timer.leftMs > 0) continue;
      this.#timers.delete(timer);
      timer.onEnd();
    }
  }

  #signalAll(name: 'SIGSTOP' | 'SIGCONT'): void {
    for (const program of this.#programs.values()) signal(program, name);
  }
}

function signal({ pid, mayStop }: PacedProgram, name: 'SIGSTOP' | 'SIGCONT'): void {
  if (!mayStop) return;
  try {
    // Each program leads a process group.
    process.kill(-pid, name);
  } catch {
    // It has ended, or runs as somebody else.
  }
}
