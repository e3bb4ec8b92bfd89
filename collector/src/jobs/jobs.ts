import { JobRecord } from './job-record.ts';
import type { JobId, JobState, Work } from './job-record.ts';

/** Whoever works by itself and can say how it goes. */
export type JobSource = { id: JobId; state: () => Promise<JobState> };

/** Everything that the collector does by itself. Who brings a new job adds it where it is made. */
export class Jobs {
  readonly #sources: JobSource[] = [];
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  add<T extends JobSource>(source: T): T {
    this.#sources.push(source);
    return source;
  }

  /** A record of runs, listed from now on. @param work how much is to be done */
  record(id: JobId, work?: () => Promise<Work>): JobRecord {
    return this.add(new JobRecord(id, this.#now, work));
  }

  list(): Promise<JobState[]> {
    return Promise.all(this.#sources.map((source) => source.state()));
  }
}
