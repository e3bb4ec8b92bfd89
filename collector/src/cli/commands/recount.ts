import type { Command } from 'commander';
import { openStoreOf } from '../../store/database-place.ts';
import { rebuildTallies, wrongTalliesNow } from '../../store/tallies/tally-check.ts';
import { dataOption } from '../options.ts';
import { say } from '../output/print.ts';
import { collectorFolder } from '../with-store.ts';

/** `tenken collector recount`: sets right what is kept counted, should it ever differ from what it counts. */
export function addRecountCommand(collector: Command): void {
  collector
    .command('recount')
    .description(
      'count hosts and findings anew, from the findings themselves; nothing is stored meanwhile, for seconds with many hosts',
    )
    .addOption(dataOption())
    .action(async (options: { data: string }) => {
      const store = await openStoreOf(collectorFolder(options.data));
      try {
        const wrong = await wrongTalliesNow(store);
        for (const line of wrong) say(line);
        await rebuildTallies(store);
        say(wrong.length === 0 ? 'every number was right' : 'every number is right again');
      } finally {
        await store.close();
      }
    });
}
