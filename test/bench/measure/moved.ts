import { join } from 'node:path';
import { moveStore } from '../../../collector/src/move/move-store.ts';
import { openDataDirectory } from '../../../collector/src/store/data-directory.ts';
import { newDatabase } from './database.ts';
import type { Progress } from '../progress.ts';

/**
 * Brings a folder's data to the database that this run measures, as `tenken migrate-store` does; nothing where that is
 * the folder's own file.
 */
export async function movedToMeasured(data: string, progress: Progress): Promise<void> {
  const database = await newDatabase();
  if (database === undefined) return;
  const startedAt = performance.now();
  let last = '';
  const report = await moveStore({
    directory: openDataDirectory(data),
    place: { url: database, passwordFile: null },
    anew: false,
    report: join(data, 'store-move.json'),
    actor: 'console:bench',
    now: () => new Date(),
    onStep: (step) => {
      const what = `moves to PostgreSQL: ${step.doing}`;
      if (what !== last) progress(what);
      last = what;
    },
  });
  if (report?.equal !== true) throw new Error(`what was moved differs: ${join(data, 'store-move.json')}`);
  const rows = report.tables.reduce((sum, { target }) => sum + target.rows, 0);
  progress(`${rows} rows moved and compared in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
