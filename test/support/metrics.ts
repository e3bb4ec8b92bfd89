import { send } from './https.ts';
import type { CollectorProcess } from './collector-process.ts';

/** One number of `/metrics`, by its name and labels as they are written there; 0 when it was never counted. */
export async function metric(collector: CollectorProcess, name: string): Promise<number> {
  const answer = await send(
    `${collector.url}/metrics`,
    { authority: collector.authority },
    { method: 'GET', from: '127.0.0.1' },
  );
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
  const line = String(answer.json.text)
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}
