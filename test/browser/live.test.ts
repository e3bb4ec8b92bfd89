import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import { alter, findingsSettled } from '../support/database.ts';
import { account, Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';
import { chromiumMissing } from './chromium.ts';
import { pagesOfCollector, pictured } from './pages.ts';
import { sampleHosts, sampleReport } from './sample-hosts.ts';

/** Refusals that a collector which is gone, or a session that is over, makes of requests. */
const expected = /40[13]:|50[23]:|failed: |Failed to load resource|ERR_/;

describe.skipIf(chromiumMissing() !== null)('a page that stays open', () => {
  const pages = pagesOfCollector();
  let agents: SimulatedAgent[];

  beforeAll(async () => {
    agents = await enrolAgents(pages.collector, 3);
  });

  /** Sends what a machine shows. */
  async function report(place: number): Promise<string> {
    const [agent, host] = [agents[place], sampleHosts[place]];
    if (!agent || !host) throw new Error('too few hosts');
    await push(pages.collector, agent, (await sampleReport(agent, host)).body);
    return host.name;
  }

  const streams = (page: Page): string[] => {
    const urls: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/events')) urls.push(request.url());
    });
    return urls;
  };

  test('shows a report without being loaded again, by one connection for all windows', async () => {
    const { page, context, complaints } = await pages.open(await pages.person('security'));
    const asked = streams(page);
    await pages.visit(page, '/hosts', '端末・機器');
    const other = await context.newPage();
    const otherAsked = streams(other);
    await pages.visit(other, '/hosts', '端末・機器');
    await expect.poll(() => asked.length + otherAsked.length, { timeout: 20_000 }).toBe(1);
    // Without news this page asks for its session alone: 15 s of polling would show below.
    const begin = Date.now();
    const name = await report(0);
    for (const window of [page, other]) {
      await window.getByRole('link', { name }).waitFor({ timeout: 14_000 });
    }
    expect(Date.now() - begin).toBeLessThan(14_000);
    // Whoever listens to the page hears of it.
    const told = page.getByText('新しい報告を反映して表示を更新しました。');
    await told.waitFor({ state: 'attached', timeout: 14_000 });
    await findingsSettled(pages.data);
    // The window that listened for both is closed: the other one listens now.
    await page.close();
    await expect.poll(() => otherAsked.length, { timeout: 20_000 }).toBe(1);
    const second = await report(1);
    await other.getByRole('link', { name: second }).waitFor({ timeout: 14_000 });
    expect(complaints).toEqual([]);
  });

  test('says that the collector is gone, since when, and that it is there again', async () => {
    const { page, context, complaints } = await pages.open(await pages.person('security'), {
      language: 'en',
    });
    await pages.visit(page, '/hosts', 'Hosts');
    const elsewhere = await context.newPage();
    await pages.visit(elsewhere, '/', 'Overview');
    const { collector } = pages;
    const ports = ['--port', new URL(collector.url).port, '--agent-port', new URL(collector.agentUrl).port];
    // Browsers keep their stream and spare connections open as long as they can.
    const askedAt = performance.now();
    expect(await collector.stop()).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(9000);
    const banner = page.getByRole('status').filter({ hasText: 'The collector does not answer.' });
    await banner.waitFor({ timeout: 40_000 });
    expect(await banner.innerText()).toMatch(/Lost at: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d JST/);
    await pictured(page, 'connection-lost-en');
    await goToUnseenPage(elsewhere);
    pages.collector = await startCollector({ data: pages.data, args: ports });
    await page.getByText('The collector answers again.').waitFor({ timeout: 30_000 });
    expect(await banner.count()).toBe(0);
    // Nobody has to do anything for the page that could not be fetched.
    await elsewhere
      .getByRole('heading', { level: 1, name: 'Waivers', exact: true })
      .waitFor({ timeout: 40_000 });
    await elsewhere.close();
    const name = await report(2);
    await page.getByRole('link', { name }).waitFor({ timeout: 14_000 });
    expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
  });

  /** A page that was not opened before lies on the collector, which is gone. */
  async function goToUnseenPage(page: Page): Promise<void> {
    const menu = page.getByRole('navigation', { name: 'Main pages' });
    const unseen = page.getByRole('heading', { level: 1, name: 'This page could not be fetched' });
    await menu.getByRole('link', { name: 'Waivers', exact: true }).click();
    await unseen.waitFor();
    // Pages that were opened before, or came with the first load, are there.
    await menu.getByRole('link', { name: 'Controls', exact: true }).click();
    await unseen.waitFor({ state: 'detached' });
    await menu.getByRole('link', { name: 'Waivers', exact: true }).click();
    await unseen.waitFor();
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await page.getByRole('status').filter({ hasText: 'The collector does not answer.' }).waitFor();
    await unseen.waitFor();
    await pictured(page, 'page-not-fetched-en');
  }

  test('keeps what was typed when it cannot be sent or the session ends, and sends it when it can', async () => {
    const typist = await account(pages.data, 'typist', 'administrator');
    const visitor = new Visitor(pages.collector);
    await visitor.signIn(typist);
    const { page, complaints } = await pages.open(visitor);
    await pages.visit(page, '/enrolment-tokens', '登録トークン');
    await page.getByLabel('ラベル').fill('総務課の端末');
    const tokens = '**/api/v1/enrolment-tokens';
    await page.route(tokens, (route: Route) =>
      route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue(),
    );
    await page.getByRole('button', { name: '発行する' }).click();
    await page.getByRole('alert').filter({ hasText: '保存されていないおそれがあります' }).waitFor();
    expect(await page.getByLabel('ラベル').inputValue()).toBe('総務課の端末');
    await page.unroute(tokens);

    // A session that ends meanwhile asks to sign in over the page, at the same address.
    await alter(
      pages.data,
      "delete from session where account_id in (select id from account where name = 'typist')",
    );
    await page.getByRole('heading', { name: 'サインイン' }).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.getByLabel('ラベル').isVisible()).toBe(false);
    expect(new URL(page.url()).pathname).toBe('/enrolment-tokens');
    await page.getByLabel('アカウント名').fill(typist.name);
    await page.getByLabel('パスワード').fill(typist.password);
    await page.getByRole('button', { name: 'サインイン' }).click();
    await page.getByRole('heading', { level: 1, name: '登録トークン' }).waitFor();
    expect(await page.getByLabel('ラベル').inputValue()).toBe('総務課の端末');
    await expect.poll(() => page.title()).toContain('登録トークン');
    await page.getByRole('button', { name: '発行する' }).click();
    await page.getByText('この値は今だけ表示されます。').waitFor();
    expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
  });

  test('says that an answer takes long, and goes on by itself', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    const slow = Promise.withResolvers<void>();
    await page.route('**/api/v1/controls', async (route) => {
      await slow.promise;
      await route.continue();
    });
    await page.goto(`${pages.collector.url}/controls`);
    await page.getByText('コレクターの応答に時間がかかっています。').waitFor({ timeout: 30_000 });
    slow.resolve();
    await page.getByRole('heading', { level: 1, name: '技術的管理策' }).waitFor();
    await page.getByText('コレクターの応答に時間がかかっています。').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('says that this computer has no network', async () => {
    const { page, context, complaints } = await pages.open(await pages.person('administrator'));
    await pages.visit(page, '/', '概要');
    await context.setOffline(true);
    await page.getByText('この端末がネットワークにつながっていません。').waitFor({ timeout: 40_000 });
    await context.setOffline(false);
    await page.getByText('コレクターとの接続が回復しました。').waitFor({ timeout: 40_000 });
    expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
  });
});
