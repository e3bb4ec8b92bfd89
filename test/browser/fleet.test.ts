import { beforeAll, describe, expect, test } from 'vitest';
import type { Checklist } from '../../collector/src/api/schemas.ts';
import { makeFleet } from '../support/fleet.ts';
import { movedToPostgres } from '../support/on-postgres.ts';
import type { Visitor } from '../support/people.ts';
import { chromiumMissing } from './chromium.ts';
import { fleetPages, timeToInteractive } from './fleet-pages.ts';
import { pagesOfCollector, pictured, settled } from './pages.ts';

const missing = chromiumMissing();
if (missing !== null) console.warn(missing);

const hosts = 100;

describe.skipIf(missing !== null)('a hundred hosts', () => {
  const pages = pagesOfCollector(undefined, async (data) => {
    await makeFleet(data, hosts);
    await movedToPostgres(data);
  });
  let visitor: Visitor;
  let item: string;

  beforeAll(async () => {
    visitor = await pages.person('security');
    const checklist = await visitor.call('GET', '/api/v1/checklists/nwsystem');
    const { items } = checklist.json as unknown as Checklist;
    const found = items.find(({ controls }) => controls.length > 1);
    if (!found) throw new Error('no item rests on several controls');
    item = found.id;
  });

  test.each(['ja', 'en'] as const)('show on every page that sums them up, in %s', async (language) => {
    const { page, complaints } = await pages.open(visitor, { language });
    for (const shown of fleetPages(item)) {
      expect(await timeToInteractive(page, pages.collector.url, shown, true), shown.name).toBeGreaterThan(0);
      await page.locator(shown.rows).nth(1).waitFor();
      await settled(page);
      await pictured(
        page,
        `fleet-${hosts}-${shown.name}-${language}`,
        language === 'ja' ? 'checked' : 'seen',
      );
    }
    expect(complaints).toEqual([]);
  });
});
