import type { Host } from '@tenken/shared';
import { readLaunchd } from '../launchd.ts';
import { knownProducts } from './products.ts';
import type { EventMonitoring } from './schema.ts';

export async function readMacos(host: Host): Promise<EventMonitoring> {
  const services = [...(await readLaunchd(host))];
  const agents = knownProducts.flatMap(({ product, purpose, watches, macos }) => {
    const found = macos === undefined ? [] : services.filter(([label]) => macos.test(label));
    if (found.length === 0) return [];
    return [{ product, purpose, watches, running: found.some(([, running]) => running), rulesAt: null }];
  });
  return { unread: [], container: false, agents };
}
