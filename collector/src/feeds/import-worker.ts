import { parentPort, workerData } from 'node:worker_threads';
import { TenkenError } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { openDataDirectory } from '../store/data-directory.ts';
import { openStoreOf } from '../store/database-place.ts';
import { repositories } from '../store/repositories.ts';
import { ToldError } from '../told-error.ts';
import { importBundle } from './import-bundle.ts';

/** What the thread is told, and what it answers. */
export type ImportOrder = { data: string; path: string; actor: string; allowOlder: boolean };
export type ImportNews =
  | { kind: 'step'; part: string | null }
  | { kind: 'done'; parts: { name: string; asOf: string; entries: number; unchanged: boolean }[] }
  | { kind: 'refused'; code: string; message: string; why: Text | null };

// On a thread of its own, with connections of its own: a bundle takes minutes of a processor.
const { data, path, actor, allowOlder } = workerData as ImportOrder;
const directory = openDataDirectory(data);
const store = await openStoreOf(directory, 'in-use');
const tell = (news: ImportNews): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
  parentPort?.postMessage(news);
};
try {
  const parts = await importBundle({
    path,
    feeds: repositories(store).feeds,
    directory,
    allowOlder,
    // Which keys are trusted is decided on the machine of the collector, not by who uploads.
    fingerprint: null,
    actor,
    now: Date.now,
    onStep: (part) => tell({ kind: 'step', part: part?.name ?? null }),
  });
  const taken = parts.map(({ part: { name, asOf }, entries, unchanged }) => ({
    name,
    asOf,
    entries,
    unchanged,
  }));
  tell({ kind: 'done', parts: taken });
} catch (error) {
  if (!(error instanceof TenkenError)) throw error;
  const why = error instanceof ToldError ? (error.told.why ?? null) : null;
  tell({ kind: 'refused', code: error.code, message: error.message, why });
} finally {
  await store.close();
}
