import type { Host } from '../../../../src/api/schemas.ts';

/** `Debian GNU/Linux 12.14`, as far as the host said it; null before its first report. */
export function systemName({ osName, osVersion }: Pick<Host, 'osName' | 'osVersion'>): string | null {
  return [osName, osVersion].filter((part) => part !== null).join(' ') || null;
}
