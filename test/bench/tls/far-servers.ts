import { startTcpProxy } from '../../support/tcp-proxy.ts';
import type { TcpProxy } from '../../support/tcp-proxy.ts';
import { answerParent } from '../measure/child.ts';

// A process of its own: what stands for the network takes no time of the program that is measured.

export type FarQuestion =
  | { type: 'start'; target: number; oneWayMs: number; ports: number }
  | { type: 'reset' }
  | { type: 'counts' }
  | { type: 'close' };

export type Counts = { connections: number; atOnce: number };

let proxies: TcpProxy[] = [];

answerParent<FarQuestion>({
  start: async ({ target, oneWayMs, ports }): Promise<number[]> => {
    proxies = await Promise.all(Array.from({ length: ports }, () => startTcpProxy(target, oneWayMs)));
    return proxies.map(({ port }) => port);
  },
  reset: () => {
    for (const proxy of proxies) proxy.reset();
  },
  counts: (): Counts => {
    const counts = proxies.map((proxy) => proxy.counts());
    return {
      connections: counts.reduce((sum, { connections }) => sum + connections, 0),
      atOnce: Math.max(...counts.map(({ atOnce }) => atOnce)),
    };
  },
  close: () => {
    for (const proxy of proxies) proxy.close();
    proxies = [];
  },
});
