import { own, ProbeError } from '@tenken/shared';
import type { Service } from './schema.ts';

const starts: Record<string, Service['start']> = {
  enabled: 'automatic',
  'enabled-runtime': 'automatic',
  // From an init script of the old kind, or a table such as fstab.
  generated: 'automatic',
  static: 'on-demand',
  indirect: 'on-demand',
  alias: 'on-demand',
};

/**
 * `systemctl show -p Id,ActiveState,UnitFileState '*'`: blocks of `Name=value` lines, one for each unit in memory.
 * What is enabled is in memory, because the target that wants it is. Template instances have their own names.
 */
export function parseSystemctlShow(output: string): Service[] {
  const services: Service[] = [];
  for (const block of output.split(/\n\n+/)) {
    if (block.trim() === '') continue;
    const values = new Map(
      block.split('\n').flatMap((line) => {
        const at = line.indexOf('=');
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
      }),
    );
    const name = values.get('Id');
    const state = values.get('ActiveState');
    if (!name || !state) throw new ProbeError('unparsable', 'systemctl shows a unit without name and state');
    const start = own(starts, values.get('UnitFileState')) ?? 'manual';
    const running = state === 'active' || state === 'activating' || state === 'reloading';
    // `systemctl` also shows masked units that something refers to: neither started nor running.
    if (start === 'automatic' || running) services.push({ name: name.slice(0, 200), start, running });
  }
  return services;
}
