import { ProbeError } from '@tenken/shared';
import type { CimInstance, Host } from '@tenken/shared';
import { listed } from './schema.ts';
import type { Service, Services } from './schema.ts';

export async function readWindows(host: Host): Promise<Services> {
  const instances = await host.cim({
    namespace: 'root/cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'StartMode', 'State'],
  });
  return { unread: [], container: false, manager: 'windows', ...listed(parseServices(instances)) };
}

/** `StartMode` and `State` are words of the interface and not translated. */
export function parseServices(instances: readonly CimInstance[]): Service[] {
  const services = instances.flatMap(({ Name, StartMode, State }) => {
    if (typeof Name !== 'string' || typeof StartMode !== 'string' || typeof State !== 'string') {
      throw new ProbeError('unparsable', 'a service of Win32_Service has no name, start mode and state');
    }
    const start: Service['start'] = StartMode === 'Auto' ? 'automatic' : 'manual';
    const running = State !== 'Stopped';
    if (start !== 'automatic' && !running) return [];
    // A service of each signed-in user ends in a number that differs at each sign-in.
    return [{ name: Name.replace(/_[0-9a-f]{4,8}$/i, '_*').slice(0, 200), start, running }];
  });
  if (services.length === 0) throw new ProbeError('unparsable', 'Win32_Service lists nothing that runs');
  return services;
}
