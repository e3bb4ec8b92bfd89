import type { Page } from 'playwright-core';

export type FleetPage = {
  /** Of its picture, and of its line in the benchmark. */
  name: string;
  path: string;
  /** What it shows of the hosts; not there without any. */
  rows: string;
};

/**
 * What people look at when there are many hosts.
 *
 * @param item of the checklist `nwsystem` with controls
 */
export function fleetPages(item: string): FleetPage[] {
  return [
    { name: 'overview', path: '/', rows: 'main a[href^="/controls/"]' },
    { name: 'findings', path: '/findings?outcome=fail&text=pc-0&sort=host', rows: 'main tbody tr' },
    {
      name: 'item',
      path: `/checklists/nwsystem/items/${encodeURIComponent(item)}`,
      rows: 'main a[href^="/controls/"]',
    },
    { name: 'heat-map', path: '/heat-map', rows: 'main [role="gridcell"], main tbody td' },
  ];
}

/**
 * Goes there and waits until a person can use it: the heading and the rows stand, nothing is loading, and a key that
 * is pressed is noticed and followed by a new picture.
 *
 * @param withRows false where there are no hosts
 * @returns milliseconds since the navigation, by the page's own clock
 */
export async function timeToInteractive(
  page: Page,
  url: string,
  { path, rows }: FleetPage,
  withRows: boolean,
): Promise<number> {
  await page.goto(`${url}${path}`, { waitUntil: 'commit' });
  await page.waitForFunction(
    ({ selector, wanted }) =>
      document.querySelector('main h1, h1') !== null &&
      document.querySelector('main [role="status"] .mantine-Loader-root') === null &&
      (!wanted || document.querySelector(selector) !== null),
    { selector: rows, wanted: withRows },
  );
  const answered = page.evaluate(
    () =>
      new Promise<number>((done) => {
        addEventListener('keydown', () => requestAnimationFrame(() => done(performance.now())), {
          once: true,
        });
        document.documentElement.dataset['listening'] = 'yes';
      }),
  );
  await page.waitForFunction(() => document.documentElement.dataset['listening'] === 'yes');
  await page.keyboard.press('Shift');
  return answered;
}
