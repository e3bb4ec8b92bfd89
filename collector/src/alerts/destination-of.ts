import type { ChannelSettings } from '../api/alert-schemas.ts';

/** Where a channel leads, as people compare it; what may be secret in an address is left out. */
export function destinationOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case 'mail':
      return `${settings.to.join(', ')} (${settings.host}:${settings.port})`;
    case 'webhook':
      return new URL(settings.url).origin;
    case 'teams':
    case 'slack':
      return settings.origin ?? '';
    case 'syslog':
      return `${settings.transport}://${settings.host}:${settings.port}`;
    default:
      return settings satisfies never;
  }
}
