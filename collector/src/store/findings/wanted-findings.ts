import { compared } from '../sql/compared.ts';
import { groupsOf } from './finding-filter.ts';
import type { FindingListFilter } from './finding-filter.ts';
import type { OutcomeTally, TallyRepository } from '../tallies/tally-repository.ts';

/** A requirement with the outcomes that are asked for and that some host has. */
export type Wanted = { control: string; variant: string; outcomes: string[]; findings: number };

/** Requirements by control and variant, with those of the wanted outcomes that exist. */
export async function wantedFindings(tallies: TallyRepository, filter: FindingListFilter): Promise<Wanted[]> {
  const { control, variant, outcome: outcomes } = filter;
  const keys = {
    ...(control === undefined ? {} : { control }),
    ...(variant === 'any' ? {} : { variant }),
    ...(outcomes && { outcomes }),
  };
  const [group, another] = groupsOf(filter);
  const several = filter.platform && filter.platform.length > 1 && !another && group?.by === 'platform';
  const counts: OutcomeTally[] = [];
  if (several) {
    for (const platform of new Set(filter.platform)) {
      counts.push(...(await tallies.countsOfGroup('platform', platform, keys)));
    }
  } else if (group) counts.push(...(await tallies.countsOfGroup(group.by, group.value, keys)));
  else counts.push(...(await tallies.counts(keys)));
  const found = new Map<string, Wanted>();
  for (const tally of counts) {
    const key = `${tally.control} ${tally.variant}`;
    const known = found.get(key);
    if (!known) {
      const { control: id, variant: of, outcome, hosts } = tally;
      found.set(key, { control: id, variant: of, outcomes: [outcome], findings: hosts });
      continue;
    }
    if (!known.outcomes.includes(tally.outcome)) known.outcomes.push(tally.outcome);
    known.findings += tally.hosts;
  }
  return [...found.values()].toSorted(
    (a, b) => compared(a.control, b.control) || compared(a.variant, b.variant),
  );
}
