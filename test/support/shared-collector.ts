import { afterAll, beforeAll } from 'vitest';
import type { Limits } from '../../collector/src/limits/limits.ts';
import { startCollector } from './collector-process.ts';
import type { CollectorProcess } from './collector-process.ts';
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts';
import { enrolAgents } from './simulated-agent.ts';
import type { SimulatedAgent } from './simulated-agent.ts';

export type Served = { collector: CollectorProcess; agents: readonly SimulatedAgent[] };

/** One collector for all tests of a file, with enrolled hosts; what this returns is filled before the first test. */
export function collectorWithAgents<Count extends number>(
  count: Count,
  limits: Partial<Limits> = {},
): Served & { agent: SimulatedAgent } {
  const data = makeScratchFolder();
  const served = {} as Served & { agent: SimulatedAgent };
  beforeAll(async () => {
    served.collector = await startCollector({ data, limits });
    served.agents = await enrolAgents(served.collector, count);
    const [first] = served.agents;
    if (first) served.agent = first;
  });
  afterAll(async () => {
    await served.collector?.stop();
    removeScratchFolder(data);
  });
  return served;
}
