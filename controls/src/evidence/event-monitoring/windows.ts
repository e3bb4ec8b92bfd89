import type { Host } from '@tenken/shared';
import { knownProducts } from './products.ts';
import type { EventMonitoring } from './schema.ts';

export async function readWindows(host: Host): Promise<EventMonitoring> {
  const services = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State'],
  });
  const states = new Map(
    services.map(({ Name, State }) => [String(Name).toLowerCase(), State === 'Running']),
  );
  const agents = knownProducts.flatMap(({ product, purpose, watches, windows = [] }) => {
    const found = windows.flatMap((name) => states.get(name) ?? []);
    return found.length === 0
      ? []
      : [{ product, purpose, watches, running: found.includes(true), rulesAt: null }];
  });
  return { unread: [], container: false, agents };
}
