import type { Work } from '../jobs/job-record.ts';
import type { Repositories } from '../store/repositories.ts';

/** How far the judging anew of all hosts is, as the database says it: other collectors work on it, too. */
export class JudgingAnew {
  readonly #repositories: Pick<Repositories, 'findings' | 'judgingPause'>;
  #most = 0;

  constructor(repositories: Pick<Repositories, 'findings' | 'judgingPause'>) {
    this.#repositories = repositories;
  }

  async state(): Promise<Work> {
    const { findings, judgingPause } = this.#repositories;
    const { all, anew } = await findings.marked();
    // As many as have been seen to wait since none did: a new change begins it anew.
    this.#most = anew === 0 ? 0 : Math.max(this.#most, anew);
    const progress = anew === 0 ? null : { done: this.#most - anew, total: this.#most };
    return { waiting: all, progress, isPaused: judgingPause.isPaused };
  }
}
