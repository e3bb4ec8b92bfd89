import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { alter } from '../support/database.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { chromiumMissing, startChromium } from './chromium.ts';
import { focusOf } from './settled.ts';
import { complaintsOf } from './watched-page.ts';

const missing = chromiumMissing();
const screenshots = resolve(import.meta.dirname, '../output/screenshots');
const password = 'a long and quiet sentence';

describe.skipIf(missing !== null)('the way in', () => {
  const data = makeScratchFolder();
  let collector: CollectorProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [collector, browser] = await Promise.all([startCollector({ data }), startChromium()]);
    const context = await browser.newContext({ locale: 'ja-JP' });
    page = await context.newPage();
    complaints = complaintsOf(page, collector.url);
  });
  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    removeScratchFolder(data);
  });

  /** Being told to sign in is no fault; everything else that a browser complains about is. */
  function expectNoOtherComplaints(): void {
    expect(complaints.filter((line) => !/40[13]/.test(line))).toEqual([]);
  }

  function setUpAddress(): string {
    const address = /https:\S+\/setup#\S+/.exec(collector.output())?.[0];
    if (address === undefined) throw new Error(collector.output());
    return address;
  }

  async function signIn(name: string, secret: string): Promise<void> {
    await page.getByLabel('アカウント名').fill(name);
    await page.getByLabel('パスワード').fill(secret);
    await page.getByRole('button', { name: 'サインイン' }).click();
  }

  test('without an account there is nothing to see, and the console shows the way', async () => {
    await page.goto(`${collector.url}/hosts`);
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.goto(setUpAddress());
    // Only what follows the # is new: the page is another one by its path.
    await page.getByRole('heading', { name: '最初の管理者を作る' }).waitFor();
    // As somebody may copy it from the console.
    await page.getByLabel('初回コード').fill(` ${setUpAddress()} `);
    await page.getByLabel('アカウント名').fill('kanri');
    await page.getByLabel('表示名').fill('管理 花子');
    await page.getByLabel('パスワード', { exact: false }).first().fill(password);
    await page.getByLabel('パスワード（もう一度）').fill(password);
    await page.getByRole('button', { name: '管理者を作る' }).click();
    await page.getByRole('heading', { level: 1, name: 'はじめの設定' }).waitFor();
    await page.getByText('管理 花子', { exact: true }).waitFor();
    expect(page.url()).toBe(`${collector.url}/start`);
    expectNoOtherComplaints();
  });

  test('the address of the set-up, opened once more, says that it is done and where to go', async () => {
    await page.goto(setUpAddress());
    await page.getByRole('heading', { name: '初期設定は済んでいます' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: '概要' }).click();
    await page.getByRole('heading', { level: 1, name: '概要' }).waitFor();
    const context = await browser.newContext({ locale: 'ja-JP' });
    const stranger = await context.newPage();
    await stranger.goto(setUpAddress());
    await stranger.getByRole('heading', { name: '初期設定は済んでいます' }).waitFor();
    expect(await stranger.getByLabel('アカウント名').count()).toBe(0);
    mkdirSync(screenshots, { recursive: true });
    await stranger.screenshot({ path: join(screenshots, 'set-up-done.png') });
    await stranger.getByRole('link', { name: 'サインイン' }).click();
    await stranger.getByRole('heading', { name: 'サインイン' }).waitFor();
    await context.close();
    expectNoOtherComplaints();
  });

  test('a script on the page could not read the cookie', async () => {
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  test('signing out, a wrong password, and back to where one wanted to go', async () => {
    await page.getByRole('button', { name: 'サインアウト' }).click();
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
    await page.goto(`${collector.url}/controls`);
    await signIn('kanri', 'not the password');
    const alert = page
      .getByRole('alert')
      .filter({ hasText: 'アカウント名、パスワードまたは認証コードが違います。' });
    await alert.waitFor();
    expect(await focusOf(page)).toBe('サインイン');
    const look = await alert.evaluate((element) => ({
      ink: getComputedStyle(element).color !== getComputedStyle(document.body).color,
      sign: getComputedStyle(element, '::before').content.includes('!'),
    }));
    expect(look).toEqual({ ink: true, sign: true });
    await page.getByText('パスワードを忘れた').click();
    await page.getByText('tenken account reset-password NAME').waitFor();
    await page.screenshot({ path: join(screenshots, 'sign-in-refused.png') });
    await signIn('kanri', password);
    await page.getByRole('heading', { level: 1, name: '技術的管理策' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    expectNoOtherComplaints();
  });

  test('when the session ends while the page is open, it asks again and shows nothing more', async () => {
    await alter(data, 'delete from session');
    await page.getByRole('heading', { name: 'サインイン' }).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByRole('alert').filter({ hasText: '入力した文字はこの画面に残っています' }).waitFor();
    expectNoOtherComplaints();
  });
});
