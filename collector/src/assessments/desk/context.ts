import type { Repositories } from '../../store/repositories.ts';

/** What the desk works with. */
export type DeskContext = {
  repositories: Repositories;
  /** Where findings lie while an assessment is put together. */
  folder: string;
  /** Evidence that is older proves nothing; 24 h unless told. */
  staleAfterMs?: number;
};

/** While something is put together; `signal` ends it between two machines. */
export type Watch = {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
};
