import { readFileSync } from 'node:fs';
import type { Limits } from '../../../collector/src/limits/limits.ts';
import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import type { Collector } from '../../../collector/src/server.ts';
import { answerParent } from '../measure/child.ts';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { enrolInBulk } from './enrol-in-bulk.ts';
import type { BulkEnrolled } from './enrol-in-bulk.ts';

export type StormCollectorQuestion =
  | { type: 'enrol'; data: string; hosts: number; database?: string }
  | { type: 'open'; data: string; limits: Partial<Limits>; ports?: { people: number; agents: number } }
  | { type: 'cpu' }
  | { type: 'memory' }
  | { type: 'held' }
  | { type: 'shed' }
  | { type: 'settle' }
  /** Judges after each report, as always, or leaves that for later. */
  | { type: 'judging'; on: boolean }
  /** How many times it has judged a host. */
  | { type: 'judged' };

export type Opened = { url: string; agentUrl: string; authority: string };
export type Memory = { residentBytes: number; peakBytes: number };

let collector: Collector | null = null;
let wake: (() => void) | null = null;
let judged = 0;

answerParent<StormCollectorQuestion>(
  {
    enrol: ({ data, hosts, database }): Promise<BulkEnrolled> => enrolInBulk(data, hosts, database),
    open: async ({ data, limits, ports = { people: 0, agents: 0 } }): Promise<Opened> => {
      const { people: port, agents: agentPort } = ports;
      collector = await openCollector({ data, port, agentPort, limits, logger: createLogger('error') });
      const { url, agentUrl, context } = collector;
      context.notices.listen((subject) => (judged += subject === 'results' ? 1 : 0));
      return { url, agentUrl, authority: context.authority.anchor };
    },
    memory,
    held,
    cpu: () => process.cpuUsage(),
    shed: async () => (await collector?.context.metrics.shed.get())?.values ?? [],
    settle: () => collector?.context.evaluator.settle(),
    judging: ({ on }) => {
      if (!collector) throw new Error('nothing is open');
      const { evaluator } = collector.context;
      wake ??= evaluator.wake.bind(evaluator);
      evaluator.wake = on ? wake : () => undefined;
    },
    judged: () => judged,
  },
  () => collector?.close(),
);

/** As the kernel counts: what libraries and TLS take is in it, and nothing is missed between two looks. */
function memory(): Memory {
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { residentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}

async function held() {
  await collector?.context.evaluator.settle();
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: memory().residentBytes };
}
