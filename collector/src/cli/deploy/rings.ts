import { TenkenError } from '@tenken/shared';
import type { InventoryHost } from './inventory/inventory.ts';

export type Ring = { name: string; hosts: readonly InventoryHost[] };

/**
 * Cuts hosts into rings, each host in the first that takes it. A percentage is of all hosts, those of the rings before
 * included, in the order of the inventory; a name is a group. What is left comes last.
 *
 * @param rings e.g. `canary,10%,50%`; null: all hosts are one ring
 * @throws {TenkenError} `usage`
 */
export function ringsOf(hosts: readonly InventoryHost[], rings: string | null): Ring[] {
  if (rings === null) return [{ name: 'all', hosts }];
  const left = new Set(hosts);
  const cut = rings.split(',').map((part): Ring => {
    const name = part.trim();
    const taken = takenBy(name, hosts, left);
    for (const host of taken) left.delete(host);
    return { name, hosts: taken };
  });
  const rest = { name: 'the rest', hosts: [...left] };
  return [...cut, rest].filter((ring) => ring.hosts.length > 0);
}

function takenBy(
  name: string,
  hosts: readonly InventoryHost[],
  left: ReadonlySet<InventoryHost>,
): InventoryHost[] {
  const percent = percentOf(name);
  if (percent !== null) {
    const upTo = Math.ceil((hosts.length * percent) / 100);
    return [...left].slice(0, Math.max(0, upTo - (hosts.length - left.size)));
  }
  const inGroup = hosts.filter(({ groups }) => groups.includes(name));
  if (inGroup.length === 0) {
    throw new TenkenError('usage', `No host is in a group ${JSON.stringify(name)}, which --rings names.`);
  }
  return inGroup.filter((host) => left.has(host));
}

/** How many may fail: a number of hosts, or a share of each ring. */
export type Tolerance = { kind: 'hosts' | 'percent'; most: number };

export function isTooMany(failed: number, ring: Ring, { kind, most }: Tolerance): boolean {
  return failed > (kind === 'hosts' ? most : (ring.hosts.length * most) / 100);
}

/** `3` or `10%`; null for anything else. */
export function toleranceOf(text: string): Tolerance | null {
  const percent = percentOf(text);
  if (percent !== null) return { kind: 'percent', most: percent };
  return /^\d{1,6}$/.test(text) ? { kind: 'hosts', most: Number(text) } : null;
}

function percentOf(text: string): number | null {
  const number = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1];
  return number === undefined || Number(number) > 100 ? null : Number(number);
}
