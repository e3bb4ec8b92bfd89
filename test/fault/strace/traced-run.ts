import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCollector } from '../../support/collector-process.ts';
import { findingsSettled } from '../../support/database.ts';
import { enrolAgents } from '../../support/simulated-agent.ts';
import type { Image } from './disk-image.ts';
import { readDiskTrace } from './disk-trace.ts';
import type { DiskEvent } from './disk-trace.ts';
import { Sender } from './sender.ts';
import type { SentReport } from './sender.ts';
import { traced } from './strace.ts';

export type TracedRun = {
  /** The files before the traced collector started. */
  base: Image;
  events: DiskEvent[];
  traceBytes: number;
  /** The first report of each connection. */
  first: SentReport[];
  /** Reports of which each was sent after the answer to the one before. */
  oneByOne: SentReport[];
  /** Reports of which many were sent at once. */
  together: SentReport[];
};

/** Runs a collector from start to stop under strace while agents report. */
export async function tracedRun(
  folder: string,
  counts: { agents: number; oneByOne: number; bursts: number },
): Promise<TracedRun> {
  const data = join(realpathSync(folder), 'data');
  const database = join(data, 'tenken.db');
  const trace = join(folder, 'trace');
  const plain = await startCollector({ data });
  const hosts = await enrolAgents(plain, counts.agents);
  await findingsSettled(data);
  if ((await plain.stop()) !== 0) throw new Error('the collector did not stop cleanly');
  const base = { db: readFileSync(database), wal: null };

  const collector = await startCollector({ data, under: traced(trace) });
  const senders = hosts.map((host) => new Sender(collector, host));
  const allAtOnce = (): Promise<SentReport[]> => Promise.all(senders.map((sender) => sender.send()));
  const first = await allAtOnce();
  const oneByOne: SentReport[] = [];
  for (const sender of senders.slice(0, 1)) {
    while (oneByOne.length < counts.oneByOne) {
      oneByOne.push(await sender.send());
      // Times are compared to the millisecond: two reports must not touch.
      await sleep(5);
    }
  }
  const together: SentReport[] = [];
  for (let count = 0; count < counts.bursts; count += 1) {
    together.push(...(await allAtOnce()));
    await sleep(20);
  }
  await findingsSettled(data);
  for (const sender of senders) sender.close();
  if ((await collector.stop()) !== 0) throw new Error('the traced collector did not stop cleanly');
  const events = await readDiskTrace(trace, database);
  return { base, events, traceBytes: statSync(trace).size, first, oneByOne, together };
}
