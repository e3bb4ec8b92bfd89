import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumMissing, startChromium } from '../../browser/chromium.ts';
import { fleetPages, timeToInteractive } from '../../browser/fleet-pages.ts';
import type { FleetPage } from '../../browser/fleet-pages.ts';
import type { Pair, Result } from '../figure.ts';
import { startChild } from '../measure/child.ts';
import { openWindow, picturesOf } from '../pages/window.ts';
import type { Window } from '../pages/window.ts';
import type { Progress } from '../progress.ts';
import { emptyFolder, fleetFolder, fleetHosts } from '../results/fleet-folder.ts';

const repetitions = 7;
/** A collector with a large database and no page in memory takes its time for the first one. */
const openLimitMs = 300_000;

/**
 * G10b: from the navigation until a person can use the page, in a real browser: with the fleet against the same page of
 * an empty collector, in turn. Pictures of each page stay under `test/output/screenshots`.
 */
export async function pageFigures(progress: Progress): Promise<Result[]> {
  const missing = chromiumMissing();
  if (missing !== null) return [{ id: 'G10b', missing }];
  const data = await fleetFolder(progress);
  const empty = emptyFolder();
  const browser = await startChromium();
  const [full, none] = [0, 1].map(() => startChild('results/collector.ts', [], openLimitMs));
  try {
    if (!full || !none) throw new Error('no collector');
    const fleet = await openWindow(browser, full, data);
    const bare = await openWindow(browser, none, join(empty, 'data'));
    const results: Result[] = [];
    mkdirSync(join(import.meta.dirname, '../../output/screenshots'), { recursive: true });
    for (const page of fleetPages(fleet.item)) {
      progress(`G10b: ${page.name}`);
      results.push(await measured(page, fleet, bare));
      await picturesOf(fleet, page.path, `fleet-${fleetHosts}-${page.name}`, page.rows);
    }
    return results;
  } finally {
    // Its streams end first: a collector waits for those who watch.
    await browser.close();
    full?.stop();
    none?.stop();
    rmSync(empty, { recursive: true, force: true });
  }
}

async function measured(page: FleetPage, fleet: Window, bare: Window): Promise<Result> {
  const [withHosts, without] = [await fleet.context.newPage(), await bare.context.newPage()];
  const pairs: Pair[] = [];
  try {
    // The first visit loads the program; people keep it.
    for (let repetition = -1; repetition < repetitions; repetition += 1) {
      const base = await timeToInteractive(without, bare.url, page, false);
      const figure = await timeToInteractive(withHosts, fleet.url, page, true);
      if (repetition >= 0) pairs.push({ figure, base });
    }
  } finally {
    await withHosts.close();
    await without.close();
  }
  return {
    id: `G10b ${page.name}`,
    what: `${page.name} with ${fleetHosts} hosts, from the navigation until a key is answered / the same page without hosts`,
    unit: 'ms',
    target: null,
    pairs,
  };
}
