/** What the collector does by itself, as people may watch it. */
export const jobIds = [
  'evaluation',
  'judging-preview',
  'retention',
  'audit-signing',
  'alert-rules',
  'alert-outbox',
  'feed-import',
  'packs',
] as const;
export type JobId = (typeof jobIds)[number];

export type Progress = { done: number; total: number };

/** What a job can say of itself beyond its runs. */
export type Work = { waiting: number | null; progress?: Progress | null; isPaused?: boolean };

export type JobState = {
  id: JobId;
  /** `paused`: a person wanted it to rest. */
  state: 'idle' | 'running' | 'failed' | 'paused';
  /** How much is to be done; null where that cannot be counted. */
  waiting: number | null;
  /** Of what is one piece of work with a beginning and an end; null while there is none. */
  progress: Progress | null;
  lastStartedAt: string | null;
  lastEndedAt: string | null;
  /** Null: by itself, when there is something to do. */
  nextAt: string | null;
  /** Of the last run that failed, until one succeeds. */
  lastError: string | null;
};

/** Follows the runs of one job within this process; a new start begins with nothing known. */
export class JobRecord {
  readonly id: JobId;
  readonly #now: () => Date;
  readonly #work: () => Promise<Work>;
  #running = 0;
  #startedAt: Date | null = null;
  #endedAt: Date | null = null;
  #nextAt: Date | null = null;
  #error: string | null = null;

  constructor(id: JobId, now: () => Date, work: () => Promise<Work> = async () => ({ waiting: null })) {
    this.id = id;
    this.#now = now;
    this.#work = work;
  }

  began(): void {
    this.#running += 1;
    this.#startedAt = this.#now();
  }

  /** @param error why it did not get to its end */
  ended(error?: unknown): void {
    this.#running = Math.max(0, this.#running - 1);
    this.#endedAt = this.#now();
    this.#error = error === undefined ? null : error instanceof Error ? error.message : 'failed';
  }

  /** @param inMs from now; null: when there is something to do */
  planned(inMs: number | null): void {
    this.#nextAt = inMs === null ? null : new Date(this.#now().getTime() + inMs);
  }

  /** Follows one run. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.began();
    try {
      const result = await work();
      this.ended();
      return result;
    } catch (error) {
      this.ended(error);
      throw error;
    }
  }

  async state(): Promise<JobState> {
    const { waiting, progress = null, isPaused = false } = await this.#work();
    return {
      id: this.id,
      state: this.#running > 0 ? 'running' : this.#error !== null ? 'failed' : isPaused ? 'paused' : 'idle',
      waiting,
      progress,
      lastStartedAt: this.#startedAt?.toISOString() ?? null,
      lastEndedAt: this.#endedAt?.toISOString() ?? null,
      nextAt: this.#nextAt?.toISOString() ?? null,
      lastError: this.#error,
    };
  }
}
