import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { JobRecord } from '../jobs/job-record.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import type { ImportNews, ImportOrder } from './import-worker.ts';

/** How the newest import of this run of the collector goes, or went. */
export type FeedImport = {
  id: string;
  /** As the person called the file. */
  file: string;
  state: 'running' | 'done' | 'refused';
  startedAt: string;
  endedAt: string | null;
  /** The part that it reads; null while signature and bytes are checked. */
  step: string | null;
  /** Why nothing was taken in. */
  code: string | null;
  message: string | null;
  why: Text | null;
  parts: { name: string; asOf: string; entries: number; unchanged: boolean }[];
};

type Options = {
  directory: DataDirectory;
  job: JobRecord;
  now: () => Date;
  /** Other reference data may be in force. */
  onChange: () => void;
};

/** Takes in bundles that people upload, one at a time, on a thread of its own. */
export class FeedImports {
  readonly #options: Options;
  #newest: FeedImport | null = null;
  #worker: Worker | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  get newest(): FeedImport | null {
    return this.#newest;
  }

  get isRunning(): boolean {
    return this.#newest?.state === 'running';
  }

  /** Where an upload is kept until it is taken in. */
  place(): string {
    return join(this.#options.directory.scratch, `feed-${randomUUID()}.zip`);
  }

  /** Begins; the file is removed at the end. */
  begin(order: { path: string; file: string; actor: string; allowOlder: boolean }): FeedImport {
    const { directory, job, now, onChange } = this.#options;
    const { path, file, actor, allowOlder } = order;
    const started: FeedImport = {
      id: randomUUID(),
      file,
      state: 'running',
      startedAt: now().toISOString(),
      endedAt: null,
      step: null,
      code: null,
      message: null,
      why: null,
      parts: [],
    };
    this.#newest = started;
    job.began();
    const workerData: ImportOrder = { data: directory.path, path, actor, allowOlder };
    const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { workerData });
    this.#worker = worker;
    // Told with the thread's exit: until then it may hold the lock that the next import needs.
    let outcome: Partial<FeedImport> = { state: 'refused', code: 'internal' };
    worker.on('message', (news: ImportNews) => {
      if (news.kind === 'step') started.step = news.part;
      else if (news.kind === 'done') outcome = { state: 'done', parts: news.parts };
      else {
        // People know the file by the name that they gave it.
        const named = (said: string) => said.replaceAll(path, file);
        const why = news.why && text(named(news.why.ja), named(news.why.en));
        outcome = { state: 'refused', code: news.code, message: named(news.message), why };
      }
    });
    let failure: unknown;
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      rmSync(path, { force: true });
      this.#worker = null;
      Object.assign(started, outcome, { endedAt: now().toISOString(), step: null });
      job.ended(failure ?? (started.message === null ? undefined : new Error(started.message)));
      onChange();
    });
    worker.unref();
    return started;
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}
