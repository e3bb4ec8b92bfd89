import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumMissing } from './chromium.ts';
import { expectAccessible, pagesOfCollector, pictured } from './pages.ts';

describe.skipIf(chromiumMissing() !== null)('the frame around every page', () => {
  const pages = pagesOfCollector();

  /** What has the focus, by its name. */
  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  test('is worked by keyboard alone: skipped over, searched, explained', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    await page.route('**/api/v1/search?*', (route) =>
      route.fulfill({
        json: {
          hosts: [{ id: 'x', name: '<img src=x onerror=alert(1)>', label: '窓口' }],
          controls: [{ id: 'time-synchronized', title: { ja: '時刻が同期されている', en: 'Clock' } }],
          items: [],
        },
      }),
    );
    await pages.visit(page, '/account', '自分のアカウント');
    // All of it is in sight, with every checklist and everything that an administrator may do.
    const navigation = page.getByRole('navigation');
    await navigation.getByRole('link', { name: '接続運用規程 別紙2' }).waitFor();
    expect(await navigation.getByRole('link').count()).toBeGreaterThanOrEqual(24);
    expect(await navigation.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
    expect((await navigation.getByRole('link').last().boundingBox())?.y).toBeLessThan(720 - 24);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('本文へ移動');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '画面、端末・機器、管理策、項目を探す' });
    await box.waitFor();
    expect(await focused(page)).toBe('画面、端末・機器、管理策、項目を探す');
    await page.keyboard.type('時刻');
    await page.getByRole('option', { name: /時刻が同期されている/ }).waitFor();
    await page.getByRole('option', { name: /<img src=x/ }).waitFor();
    await pictured(page, 'search-ja');
    // The Enter that ends a word of an input method goes nowhere.
    await box.evaluate((element) =>
      element.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      ),
    );
    await box.waitFor();
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    // Whoever knows the keys does not wait for the box.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('audix');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('t');
    await expect.poll(() => box.inputValue()).toBe('audit');
    await box.fill('監査');
    await page.getByRole('option', { name: '監査ログ' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '監査ログ' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'キーボード操作' });
    await help.waitFor();
    await pictured(page, 'keyboard-help-ja');
    await help.getByRole('switch', { name: '1文字のキー操作を使う' }).press('Space');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await box.waitFor();
    expect(await help.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('shows dates in the calendar that was chosen, both when pointed at, and keeps the choice', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    await pages.visit(page, '/audit', '監査ログ');
    const first = page.locator('main time').first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d JST$/);
    await page.getByRole('button', { name: '和暦' }).click();
    expect(await first.innerText()).toMatch(/^令和\d+年\d+月\d+日 \d\d:\d\d:\d\d JST$/);
    expect(await first.getAttribute('title')).toMatch(/^\S+Z · 20\d\d-\S+ \S+ JST · 令和/);
    await page.reload();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/^令和/);
    await page.getByRole('button', { name: 'English' }).click();
    expect(await first.innerText()).toMatch(/^R\d+\.\d+\.\d+ /);
    expect(complaints).toEqual([]);
  });

  test('fits a tablet, a phone and a sheet of paper, and needs neither colours nor motion', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'), { width: 820 });
    for (const width of [820, 320]) {
      await page.setViewportSize({ width, height: 720 });
      for (const [path, heading] of [
        ['/', '概要'],
        ['/add-host', '端末・機器を加える'],
        ['/start', 'はじめの設定'],
      ] as const) {
        await pages.visit(page, path, heading);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect({ width, path, overflow }).toEqual({ width, path, overflow: 0 });
      }
      await page.screenshot({ path: `test/output/screenshots/start-${width}.png`, fullPage: true });
    }
    // Wider spacing, as some readers set it (WCAG 1.4.12), cuts nothing off.
    const cut = await page.evaluate(() => {
      for (const element of document.querySelectorAll<HTMLElement>('body *')) {
        Object.assign(element.style, { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' });
      }
      const elements = [...document.querySelectorAll('main button, main label, main h2, main p, nav a')];
      const isCut = (element: Element) =>
        getComputedStyle(element).overflow !== 'visible' && element.scrollWidth > element.clientWidth + 1;
      const { scrollWidth, clientWidth } = document.documentElement;
      return [...elements.filter(isCut).map(({ textContent }) => textContent), scrollWidth - clientWidth];
    });
    expect(cut).toEqual([0]);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'はじめの設定' }).waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, [role="tab"], select')]
        .filter((element) => element.checkVisibility() && element.closest('p, dd, td') === null)
        .map((element) => {
          const { width, height } = element.getBoundingClientRect();
          return { name: element.textContent, width, height };
        })
        .filter(({ width, height }) => width > 1 && (width < 24 || height < 24))
        .map(({ name, width, height }) => `${name} ${width}×${height}`),
    );
    expect(small).toEqual([]);
    const menu = page.getByRole('button', { name: '画面の一覧' });
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(0);
    await menu.click();
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const current = page.getByRole('navigation').locator('[aria-current="page"]').first();
    expect(await current.evaluate((element) => getComputedStyle(element).borderInlineStartWidth)).not.toBe(
      '0px',
    );
    await page.screenshot({ path: 'test/output/screenshots/start-forced-colors.png' });
    await expectAccessible(page, 'start in forced colours');
    await page.emulateMedia({ forcedColors: 'none', media: 'print' });
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    const paper = await page.pdf({ format: 'A4' });
    expect(paper.byteLength).toBeGreaterThan(10_000);
    expect(complaints).toEqual([]);
  });
});
