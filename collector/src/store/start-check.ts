import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { damagedDatabase, structuralDamageOf } from './damage.ts';

/** What is read in a fraction of a second; a start of more than that would be an outage of its own. */
const checkedAtOnceBytes = 64 * 1024 * 1024;

/**
 * Looks for damage that SQLite would meet some day: a small database before anything is served, a large one meanwhile.
 *
 * @param onDamage called later, for a large database only
 * @returns ends the search
 * @throws {TenkenError} `database-damaged`
 */
export function checkAtStart(
  path: string,
  onDamage: (what: string) => void,
  onError: (error: unknown) => void,
  atOnceBytes = checkedAtOnceBytes,
): () => Promise<unknown> {
  if (statSync(path).size <= atOnceBytes) {
    const what = structuralDamageOf(path);
    if (what !== null) throw damagedDatabase(path, what);
    return () => Promise.resolve();
  }
  const worker = new Worker(new URL('./damage-worker.ts', import.meta.url), { workerData: path });
  worker.on('message', (what: string | null) => {
    if (what !== null) onDamage(what);
  });
  worker.on('error', onError);
  worker.unref();
  return () => worker.terminate();
}
