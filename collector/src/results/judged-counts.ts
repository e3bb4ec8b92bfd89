import { isForMachine } from '@tenken/controls/evidence';
import { platforms } from '@tenken/shared';
import { OutcomeCounts } from '../api/outcome-counts.ts';
import type { OutcomeCount } from '../api/outcome-counts.ts';
import type { CollectorContext } from '../context.ts';

type Context = Pick<CollectorContext, 'repositories' | 'controls'>;

/**
 * The outcomes of all hosts as items are judged by them. Kept tallies say no reasons, and one reason decides: where every
 * host is of another class of machine nobody looked.
 *
 * @param counts of all controls and variants, where they have been read already
 */
export async function judgedCounts(
  context: Context,
  counts?: readonly OutcomeCount[],
): Promise<OutcomeCounts> {
  const all = counts ?? (await context.repositories.tallies.counts());
  return new OutcomeCounts(all, await controlsOfOtherMachines(context));
}

/** Controls that are about no machine that is in service: each finding of theirs says so. */
async function controlsOfOtherMachines({
  repositories: { tallies },
  controls,
}: Context): Promise<Set<string>> {
  const revoked = await tallies.revokedByGroup('platform');
  const groups = await tallies.groups('platform', platforms.length + 1);
  const present = groups.filter(({ id, hosts }) => hosts > (revoked.get(id) ?? 0)).map(({ id }) => id);
  const known = platforms.filter((platform) => present.includes(platform));
  return new Set(
    controls
      .filter(({ needs }) =>
        known.every((platform) => !Object.values(needs).some((kind) => isForMachine(kind, platform))),
      )
      .map(({ id }) => id),
  );
}
