import { send } from './https.ts';
import { viewer } from './people.ts';
import type { CollectorProcess } from './collector-process.ts';
import type { SimulatedAgent } from './simulated-agent.ts';

/** What the API shows of one host: `host`, `findings`, `evidence`. */
export async function hostView(collector: CollectorProcess, agent: SimulatedAgent): Promise<HostView> {
  const { authority } = collector;
  const answer = await send(
    `${collector.url}/api/v1/hosts/${agent.hostId}`,
    { authority },
    { method: 'GET', headers: await viewer(collector.data) },
  );
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`);
  return answer.json as HostView;
}

export type HostView = {
  host: Record<string, unknown>;
  evidence: { kind: string; sha256: string; collectedAt: string; claimedAt: string; reportId: string }[];
};
