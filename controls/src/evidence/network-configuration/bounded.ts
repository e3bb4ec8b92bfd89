import { addressScope, familyOf } from '../address-scope.ts';
import type { DefaultRoute, Interface, NetworkConfiguration } from './schema.ts';

const halves = new Set([
  'default',
  '0.0.0.0/0',
  '::/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '::/1',
  '8000::/1',
  '2000::/3',
]);

/** Whether a destination is everything or one half of it. */
export function isEverywhere(destination: string): boolean {
  return halves.has(destination);
}

/** Each family and scope once. */
export function scopesOf(addresses: readonly string[]): Interface['addresses'] {
  const scopes = addresses.map((address) => ({ family: familyOf(address), scope: addressScope(address) }));
  return [...new Map(scopes.map((one) => [`${one.family} ${one.scope}`, one])).values()]
    .toSorted((a, b) => compare(`${a.family} ${a.scope}`, `${b.family} ${b.scope}`))
    .slice(0, 16);
}

export function boundedLists(
  interfaces: readonly Interface[],
  routes: readonly DefaultRoute[],
): Pick<NetworkConfiguration, 'interfaces' | 'defaultRoutes' | 'truncated'> {
  const distinct = [
    ...new Map(routes.map((route) => [`${route.family} ${route.interface} ${route.gateway}`, route])),
  ].toSorted(([a], [b]) => compare(a, b));
  return {
    interfaces: interfaces.toSorted((a, b) => compare(a.name, b.name)).slice(0, 64),
    defaultRoutes: distinct.map(([, route]) => route).slice(0, 32),
    truncated: interfaces.length > 64 || distinct.length > 32,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
