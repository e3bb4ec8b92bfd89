import { randomUUID } from 'node:crypto';
import type { Requirement } from '@tenken/controls';
import type { ReferenceInForce } from '../feeds/reference-reader.ts';
import type { JobRecord, Progress } from '../jobs/job-record.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Repositories } from '../store/repositories.ts';
import { previewJudging } from './judging-preview.ts';
import type { JudgingPreview, ProposedDeclaration } from './judging-preview.ts';

export type PreviewState = {
  id: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  progress: Progress;
  startedAt: string;
  endedAt: string | null;
  error: string | null;
  result: JudgingPreview | null;
};

export type PreviewsOptions = {
  repositories: Repositories;
  requirements: readonly Requirement[];
  reference: () => Promise<ReferenceInForce>;
  staleAfterMs: number;
  now: () => Date;
  jobs: Jobs;
  onChange: () => void;
};

/** Looks ahead in the background, one at a time; the newest is kept until the next or the end of the collector. */
export class JudgingPreviews {
  readonly #options: PreviewsOptions;
  readonly #job: JobRecord;
  #newest: PreviewState | null = null;
  #cancel: AbortController | null = null;
  #working: Promise<void> = Promise.resolve();

  constructor(options: PreviewsOptions) {
    this.#options = options;
    this.#job = options.jobs.record('judging-preview', () => {
      const progress = this.isRunning ? (this.#newest?.progress ?? null) : null;
      return Promise.resolve({ waiting: progress && progress.total - progress.done, progress });
    });
  }

  get newest(): PreviewState | null {
    return this.#newest;
  }

  get isRunning(): boolean {
    return this.#newest?.state === 'running';
  }

  /** Begins one, which is not to be called while another one runs. */
  begin(declaration?: ProposedDeclaration): PreviewState {
    const { now, onChange } = this.#options;
    const state: PreviewState = {
      id: randomUUID(),
      state: 'running',
      progress: { done: 0, total: 0 },
      startedAt: now().toISOString(),
      endedAt: null,
      error: null,
      result: null,
    };
    this.#newest = state;
    const cancel = new AbortController();
    this.#cancel = cancel;
    const looking = this.#job.run(() => this.#look(state, cancel.signal, declaration));
    this.#working = looking
      .then(
        (result) => void Object.assign(state, { result, state: 'done' }),
        (error: unknown) => void Object.assign(state, endedBy(error, cancel.signal)),
      )
      .finally(() => {
        state.endedAt = now().toISOString();
        onChange();
      });
    return state;
  }

  cancel(): void {
    this.#cancel?.abort();
  }

  async stop(): Promise<void> {
    this.cancel();
    await this.#working;
  }

  async #look(
    state: PreviewState,
    signal: AbortSignal,
    declaration: ProposedDeclaration | undefined,
  ): Promise<JudgingPreview> {
    const { repositories, requirements, reference, staleAfterMs, now } = this.#options;
    state.progress = { done: 0, total: await repositories.hosts.count() };
    return previewJudging({
      repositories,
      requirements,
      reference: await reference(),
      staleAfterMs,
      now: now().getTime(),
      ...(declaration && { declaration }),
      signal,
      onProgress: (done) => {
        state.progress = { done, total: Math.max(done, state.progress.total) };
      },
    });
  }
}

function endedBy(error: unknown, { aborted }: AbortSignal): Pick<PreviewState, 'state' | 'error'> {
  if (aborted) return { state: 'cancelled', error: null };
  return { state: 'failed', error: error instanceof Error ? error.message : String(error) };
}
