import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Grouping, HeatMap, HostGroup } from '../api/result-schemas.ts';
import type { Counts } from '../api/schemas.ts';
import type * as z from 'zod';
import type { CollectorContext } from '../context.ts';
import type { GroupSize, OutcomeTally } from '../store/tallies/tally-repository.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls'>;

const platformTitles: Record<string, Text> = {
  linux: text('Linux', 'Linux'),
  windows: text('Windows', 'Windows'),
  macos: text('macOS', 'macOS'),
  'network-device': text('ネットワーク機器', 'network devices'),
  unknown: text('未報告', 'not reported yet'),
};

/** So many columns a person can take in, and a screen can hold. */
export const heatMapColumns = 24;

/** Groups of hosts, the largest first. */
export async function hostGroups(
  { repositories: { tallies } }: Context,
  by: Grouping,
  limit: number,
): Promise<HostGroup[]> {
  const groups = await tallies.groups(by, limit);
  return groups.map((group) => titled(by, group));
}

/** Controls by groups of hosts that are not revoked; what has no column of its own shares the last one. */
export async function heatMap({ repositories, controls }: Context, by: Grouping): Promise<HeatMap> {
  const { tallies } = repositories;
  const known = await tallies.groups(by, heatMapColumns);
  const totals = await tallies.groupTotals(by);
  const revoked = await tallies.revokedByGroup(by);
  const inService = ({ id, hosts }: GroupSize) => hosts - (revoked.get(id) ?? 0);
  const groups = known
    .map((group) => ({ ...group, hosts: inService(group) }))
    .filter(({ hosts }) => hosts > 0);
  const hosts = groups.reduce((sum, group) => sum + group.hosts, 0);
  const hostsInService = [...revoked.values()].reduce((sum, gone) => sum - gone, totals.hosts);
  const hasMore = totals.groups > known.length;
  const all = countsByControl(await tallies.counts({ variant: 'default' }));
  const byGroup = await tallies.countsOfGroups(
    by,
    groups.map(({ id }) => id),
    'default',
  );
  const columns = groups.map(({ id }) => byGroup.get(id));
  return {
    by,
    groups: groups.map((group) => titled(by, group)),
    more: hasMore ? { groups: totals.groups - known.length, hosts: hostsInService - hosts } : null,
    rows: controls.map(({ id, title }) => {
      const cells = columns.map((column) => column?.get(id) ?? {});
      return {
        control: id,
        title,
        cells: hasMore ? [...cells, without(all.get(id) ?? {}, cells)] : cells,
      };
    }),
  };
}

type Tally = z.infer<typeof Counts>;

function countsByControl(
  tallies: readonly Pick<OutcomeTally, 'control' | 'outcome' | 'hosts'>[],
): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const { control, outcome, hosts } of tallies) {
    const counts = found.get(control) ?? {};
    counts[outcome] = (counts[outcome] ?? 0) + hosts;
    found.set(control, counts);
  }
  return found;
}

/** What is left of a sum. */
function without(whole: Tally, parts: readonly Tally[]): Tally {
  const left: Tally = {};
  for (const [outcome, count] of Object.entries(whole) as [keyof Tally, number][]) {
    const rest = parts.reduce((sum, part) => sum - (part[outcome] ?? 0), count);
    if (rest > 0) left[outcome] = rest;
  }
  return left;
}

function titled(by: Grouping, { id, hosts }: GroupSize): HostGroup {
  if (by === 'platform') return { id, title: own(platformTitles, id) ?? text(id, id), hosts };
  if (id !== '') return { id, title: text(id, id), hosts };
  const title = by === 'label' ? text('（ラベルなし）', '(no label)') : text('（未報告）', '(not reported)');
  return { id, title, hosts };
}
