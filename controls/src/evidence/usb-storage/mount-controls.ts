import { ProbeError } from '@tenken/shared';
import type { Policy } from './schema.ts';

/**
 * `mount-controls` in the XML of `profiles show -output stdout-xml`: `harddisk-external` with `deny`, `read-only`,
 * `alert`, `authenticate` or `eject`. Several profiles may hold it, in an order that changes from call to call; the
 * least restrictive one is taken. Apple calls it deprecated: it may not work as expected.
 */
export function parseMountControls(xml: string): Policy[] {
  if (xml.trim() !== '' && !xml.includes('<plist')) {
    throw new ProbeError('unparsable', 'profiles show is no property list');
  }
  const found = [...xml.matchAll(/<key>harddisk-external<\/key>\s*<array>([^\0]{0,2000}?)<\/array>/g)].map(
    ([, list = '']) => [...list.matchAll(/<string>([^<]{0,40})<\/string>/g)].map(([, word]) => word),
  );
  if (found.length === 0) return [];
  const denied = found.every((words) => words.includes('deny'));
  const readOnly = found.every((words) => words.includes('deny') || words.includes('read-only'));
  if (!denied && !readOnly) return [];
  return [
    {
      source: `com.apple.systemuiserver mount-controls harddisk-external: ${denied ? 'deny' : 'read-only'}`,
      layer: 'profile',
      user: null,
      covers: 'disks',
      read: denied ? 'denied' : 'allowed',
      write: 'denied',
      deprecated: true,
    },
  ];
}
