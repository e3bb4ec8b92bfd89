import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { openDataDirectory } from '../../collector/src/store/data-directory.ts';
import { openReadingStoreOf } from '../../collector/src/store/database-place.ts';
import { wrongTallies } from '../../collector/src/store/tallies/tally-check.ts';
import { makeFleet } from '../support/fleet.ts';
import { movedToPostgres } from '../support/on-postgres.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';

const folder = makeScratchFolder();
afterAll(() => removeScratchFolder(folder));

test('a made fleet is counted as the product counts, changes too', async () => {
  const data = join(folder, 'data');
  const fleet = await makeFleet(data, 200);
  await movedToPostgres(data);
  const store = await openReadingStoreOf(openDataDirectory(data));
  try {
    expect(fleet.hosts).toBe(200);
    expect(fleet.findings).toBeGreaterThan(200 * 100);
    expect(await wrongTallies(store)).toEqual([]);
    const counted = await sql<{ hour: number; changes: number }>`
      select span.from_at / 3600000 as hour, span.control, coalesce(earlier.outcome, '') as before,
        span.outcome as after, count(*) as changes
      from finding_span as span
      left join finding_span as earlier on earlier.host_id = span.host_id and earlier.control = span.control
        and earlier.variant = span.variant and earlier.to_at = span.from_at
      where span.variant = 'default' and span.to_at is null
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(store.read);
    const kept = await store.read
      .selectFrom('change_tally')
      .selectAll()
      .where('control', '<>', '')
      .orderBy('hour')
      .orderBy('control')
      .orderBy('before')
      .orderBy('after')
      .execute();
    expect(kept.length).toBeGreaterThan(1000);
    expect(kept).toEqual(counted.rows);
  } finally {
    await store.close();
  }
}, 60_000);
