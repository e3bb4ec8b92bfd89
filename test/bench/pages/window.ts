import type { BrowserContext, Browser } from 'playwright-core';
import { join } from 'node:path';
import { settled } from '../../browser/settled.ts';
import type { Child } from '../measure/child.ts';
import type { FleetOpened, FleetQuestion } from '../results/collector.ts';
import { askAs } from '../results/queries.ts';
import { keptConnection } from '../../support/https.ts';

/** A collector with somebody's browser window on it. */
export type Window = {
  url: string;
  context: BrowserContext;
  /** An item of the checklist `nwsystem` that has controls. */
  item: string;
};

type Checklist = { items: { id: string; controls: unknown[] }[] };

export async function openWindow(browser: Browser, collector: Child, data: string): Promise<Window> {
  const opened = await collector.ask<FleetOpened>({ type: 'open', data } satisfies FleetQuestion);
  const cookie = await collector.ask<string>({ type: 'signIn' } satisfies FleetQuestion);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    locale: 'ja-JP',
    serviceWorkers: 'block',
  });
  await context.addCookies([{ name: '__Host-tenken', value: cookie, url: opened.url, secure: true }]);
  const connection = keptConnection({ authority: opened.authority });
  try {
    const checklist = await askAs(opened.url, opened.token, connection)('/checklists/nwsystem');
    const { items } = checklist as unknown as Checklist;
    const item = items.find(({ controls }) => controls.length > 1)?.id;
    if (item === undefined) throw new Error('no item has controls');
    return { url: opened.url, context, item };
  } finally {
    connection.destroy();
  }
}

const languages = ['ja', 'en'] as const;
const schemes = ['light', 'dark'] as const;

/** Pictures of a page that is open, in both languages and colours; the window keeps the last. */
export async function picturesOf(window: Window, path: string, name: string, ready: string): Promise<void> {
  const page = await window.context.newPage();
  const folder = join(import.meta.dirname, '../../output/screenshots');
  try {
    for (const language of languages) {
      await page.goto(window.url);
      await page.evaluate((chosen) => localStorage.setItem('tenken-language', chosen), language);
      await page.goto(`${window.url}${path}`);
      await page.locator(ready).first().waitFor();
      await settled(page);
      // What is drawn comes in over a moment.
      await page.waitForTimeout(500);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(folder, `${name}-${language}-${colorScheme}.png`) });
      }
    }
  } finally {
    await page.close();
  }
}
