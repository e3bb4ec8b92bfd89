import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Role } from '../../collector/src/access/permissions.ts';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { account, Visitor } from '../support/people.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { startChromium } from './chromium.ts';
import { settled } from './settled.ts';
import { complaintsOf } from './watched-page.ts';

export { settled } from './settled.ts';

const root = resolve(import.meta.dirname, '../..');
const screenshots = join(root, 'test/output/screenshots');

export type Language = 'ja' | 'en';

export type Opened = { context: BrowserContext; page: Page; complaints: string[] };

/** One collector and one browser for all tests of a file; filled before the first test. */
export type Pages = {
  data: string;
  collector: CollectorProcess;
  browser: Browser;
  /** Somebody signed in with a role, the same person for the same name. */
  person: (role: Role, name?: string) => Promise<Visitor>;
  /** A window of somebody's, closed after the test. What it complains about must be empty in the end. */
  open: (
    visitor: Visitor | null,
    options?: { language?: Language; width?: number; height?: number },
  ) => Promise<Opened>;
  visit: (page: Page, path: string, heading: string | RegExp) => Promise<void>;
};

/** @param fill puts something into the data directory before the collector opens it */
export function pagesOfCollector(
  args?: readonly string[],
  fill: (data: string) => Promise<unknown> = async () => undefined,
): Pages {
  const data = makeScratchFolder();
  const people = new Map<string, Visitor>();
  const contexts: BrowserContext[] = [];
  const pages = { data, person, open, visit } as Pages;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    await fill(data);
    [pages.collector, pages.browser] = await Promise.all([
      startCollector({ data, ...(args && { args }) }),
      startChromium(),
    ]);
  });
  afterAll(async () => {
    await pages.browser?.close();
    await pages.collector?.stop();
    removeScratchFolder(data);
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  async function person(role: Role, name: string = role): Promise<Visitor> {
    const known = people.get(name);
    if (known) return known;
    const visitor = new Visitor(pages.collector);
    await visitor.signIn(await account(data, name, role));
    people.set(name, visitor);
    return visitor;
  }

  async function open(
    visitor: Visitor | null,
    { language = 'ja', width = 1280, height = 720 }: Parameters<Pages['open']>[1] = {},
  ): Promise<Opened> {
    const context = await pages.browser.newContext({
      colorScheme: 'light',
      viewport: { width, height },
      locale: language === 'ja' ? 'ja-JP' : 'en-GB',
      timezoneId: 'UTC',
      serviceWorkers: 'block',
    });
    contexts.push(context);
    await context.addInitScript(
      (chosen) => localStorage.getItem('tenken-language') ?? localStorage.setItem('tenken-language', chosen),
      language,
    );
    if (visitor) {
      const { url } = pages.collector;
      await context.addCookies([{ name: '__Host-tenken', value: String(visitor.cookie), url, secure: true }]);
    }
    const page = await context.newPage();
    return { context, page, complaints: complaintsOf(page, pages.collector.url) };
  }

  async function visit(page: Page, path: string, heading: string | RegExp): Promise<void> {
    await page.goto(`${pages.collector.url}${path}`);
    const exact = typeof heading === 'string' ? { exact: true } : {};
    await page.getByRole('heading', { level: 1, name: heading, ...exact }).waitFor();
    await settled(page);
  }
  return pages;
}

/** By the keyboard alone. A button takes no focus while something sent before is being answered. */
export async function pressByKey(button: Locator): Promise<void> {
  await button.click({ trial: true });
  await button.press('Enter');
}

/** Nothing but colours changes with the scheme: the other rules of axe find in the dark what they found in the light. */
const rulesOfColour = 'color-contrast';

/**
 * Pictures in both colours without loading the page twice, and what axe finds in either; fails on any violation.
 *
 * @param name of the picture, without its end
 * @param is `seen`: axe has looked at this page in another language
 */
export async function pictured(page: Page, name: string, is: 'checked' | 'seen' = 'checked'): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // What stays at the top of the window would lie in the middle of the picture.
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`), fullPage: true });
    if (is === 'seen') continue;
    const only = colorScheme === 'dark' ? [rulesOfColour] : [];
    await expectAccessible(page, `${name} in ${colorScheme}`, ...only);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** WCAG 2.2 A and AA as far as axe can tell. @param only one of its rules, where nothing else can have changed */
export async function expectAccessible(page: Page, what: string, only?: string): Promise<void> {
  // By the debugger's way in: the page's own policy lets no foreign script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (rule) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (options: object) => Promise<{
          violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
        }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const runOnly = rule === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: [rule] };
    const found = await axe.run({ runOnly, resultTypes: ['violations'] });
    return found.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`),
    }));
  }, only);
  expect({ what, violations }).toEqual({ what, violations: [] });
}
