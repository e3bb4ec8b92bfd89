import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { structuralDamage } from './damage.ts';

// Reads the whole database on a thread of its own: minutes for a large one, while the collector serves.
const database = new Database(String(workerData), { readonly: true });
const what = structuralDamage(database);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin; that is for windows of browsers
parentPort?.postMessage(what);
database.close();
