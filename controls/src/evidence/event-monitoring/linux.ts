import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readRunning } from '../running.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { knownProducts } from './products.ts';
import type { EventMonitoring, MonitoringAgent } from './schema.ts';

export async function readLinux(host: Host): Promise<EventMonitoring> {
  if (await isContainer(host)) return { unread: [], container: true, agents: [] };
  const unread: Unread[] = [];
  const isRunning = await readRunning(host);
  const agents: MonitoringAgent[] = [];
  for (const { product, purpose, watches, linux, rules = [] } of knownProducts) {
    const running = linux === undefined ? false : await isRunning(linux);
    if (running === false) continue;
    const rulesAt = await readPart(unread, `rules of ${product}`, null, () => firstChange(host, rules));
    agents.push({ product, purpose, watches, running, rulesAt });
  }
  return { unread, container: false, agents };
}

async function firstChange(host: Host, files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    try {
      return (await host.stat(file)).modifiedAt;
    } catch (error) {
      if (!isProbeError(error, 'not-found')) throw error;
    }
  }
  return null;
}
