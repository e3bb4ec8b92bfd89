import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { structuralDamageOf } from './damage.ts';

// Reads the whole database in a process of its own: minutes for a large one, while the collector serves. It waits for
// the path. Inside SQLite nothing is heard, so another thread reads: a collector that was killed takes this process along,
// whose reading would hold up the next one's start.
if (isMainThread) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.once('message', (path: string) => {
    const reader = new Worker(new URL(import.meta.url), { workerData: path });
    reader.once('message', (what: string | null) => {
      process.send?.(what, undefined, undefined, () => process.exit());
    });
  });
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
  parentPort?.postMessage(structuralDamageOf(workerData as string));
}
