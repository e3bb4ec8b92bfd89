import { parentPort, workerData } from 'node:worker_threads';
import { structuralDamageOf } from './damage.ts';

// Reads the whole database on a thread of its own: minutes for a large one, while the collector serves.
const what = structuralDamageOf(String(workerData));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
parentPort?.postMessage(what);
