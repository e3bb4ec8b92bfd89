import type { Host } from '@tenken/shared';

export type Service = { name: string; running: boolean; path: string };

/** All services; their names are never translated, their display names are. */
export async function readServices(host: Host): Promise<Map<string, Service>> {
  const instances = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State', 'PathName'],
  });
  const services = new Map<string, Service>();
  for (const { Name, State, PathName } of instances) {
    if (typeof Name !== 'string') continue;
    const path = typeof PathName === 'string' ? PathName.replace(/^"/, '').toLowerCase() : '';
    services.set(Name.toLowerCase(), { name: Name, running: State === 'Running', path });
  }
  return services;
}
