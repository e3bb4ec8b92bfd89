import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Changes, FindingPage, HostPage } from '../../collector/src/api/result-schemas.ts';
import type { Checklist } from '../../collector/src/api/schemas.ts';
import { dated } from '../../collector/web/src/format/dated.ts';
import { findingsSettled } from '../support/database.ts';
import type { Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { chromiumMissing } from './chromium.ts';
import { pagesOfCollector, pictured, settled } from './pages.ts';
import { hostileName, sampleHosts, sampleReport } from './sample-hosts.ts';

const missing = chromiumMissing();
if (missing !== null) console.warn(missing);

const department = '総務課';
const screenshots = join(import.meta.dirname, '../output/screenshots');

/** As the browser itself fetches it. */
async function bytesOf(page: Page, address: string | null): Promise<Buffer> {
  const bytes = await page.evaluate(
    async (file) => [...new Uint8Array(await (await fetch(file)).arrayBuffer())],
    String(address),
  );
  return Buffer.from(bytes);
}

describe.skipIf(missing !== null)('tables, charts and what lies behind them', () => {
  const pages = pagesOfCollector();
  let visitor: Visitor;
  let hosts: HostPage['hosts'];

  beforeAll(async () => {
    const { collector, data } = pages;
    const agents = [
      ...(await enrolAgents(collector, 3, department)),
      ...(await enrolAgents(collector, 3, hostileName)),
      // Enrolled, and never heard of again.
      ...(await enrolAgents(collector, 1)),
    ];
    // What is bad now was good a moment ago: there is something to compare.
    for (const round of [1, 2]) {
      for (const [index, host] of sampleHosts.entries()) {
        const agent = agents[index];
        if (!agent) throw new Error('too few agents');
        const state = round === 1 ? 'good' : host.state;
        const statement = { sequence: round };
        const report = await sampleReport(agent, { ...host, state }, new Date(), { statement });
        const answer = await push(collector, agent, report.body);
        if (answer.status !== 201) throw new Error(`a report was answered with ${answer.status}`);
      }
      await findingsSettled(data);
    }
    visitor = await pages.person('security');
    ({ hosts } = await api<HostPage>('/hosts'));
  });

  async function api<T>(path: string): Promise<T> {
    const answer = await visitor.call('GET', `/api/v1${path}`);
    expect(answer.status).toBe(200);
    return answer.json as T;
  }

  function hostNamed(name: string): HostPage['hosts'][number] {
    const found = hosts.find((host) => host.name === name);
    if (!found) throw new Error(`no host ${name}`);
    return found;
  }

  async function failingOf(host: string): Promise<FindingPage['findings'][number]> {
    const { findings } = await api<FindingPage>(`/findings?host=${host}&outcome=fail`);
    const found = findings.find(({ evidence }) => evidence.length > 0);
    if (!found) throw new Error('nothing fails there');
    return found;
  }

  test('a list is filtered by words, put in order and cut into columns; its file holds what is seen', async () => {
    const { page, complaints } = await pages.open(visitor);
    await pages.visit(page, '/hosts', '端末・機器');
    await page.getByText('7件中7件').waitFor();
    expect(await page.getByRole('rowheader', { name: hostileName, exact: true }).count()).toBe(1);

    const box = page.getByRole('searchbox');
    await box.fill(`判定：不適合 ラベル:${department} 報告:たぶん`);
    await page.getByText('7件中3件').waitFor();
    await page.getByText('「報告:たぶん」は使っていません。使える値: 報告あり, 報告途絶, 未報告').waitFor();
    expect([...new URL(page.url()).searchParams]).toEqual(
      expect.arrayContaining([
        ['outcome', 'fail'],
        ['label', department],
      ]),
    );

    await page.getByRole('button', { name: '判定', exact: true }).first().click();
    await page.locator('th[aria-sort="descending"]').getByText('判定').waitFor();
    await page.waitForURL(/sort=-failures/);
    await settled(page);
    await page.locator('tbody tr').first().getByRole('link', { name: 'lgwan-file02' }).waitFor();

    await page.getByRole('button', { name: '列', exact: true }).click();
    await page.getByRole('checkbox', { name: 'ラベル' }).uncheck();
    await page.getByRole('checkbox', { name: 'エージェントの版' }).check();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('columnheader', { name: 'エージェントの版' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'ラベル' }).count()).toBe(0);
    // The address is written back into the box, in words that can be read.
    expect(await box.inputValue()).toBe(`ラベル:${department} 判定:不適合`);
    await pictured(page, 'tables-hosts-ja');

    await page.getByRole('button', { name: 'CSV' }).click();
    const file = await page.getByRole('link', { name: /^UTF-8/ }).getAttribute('href');
    const bytes = await bytesOf(page, file);
    const lines = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF機器名,.*エージェントの版/);
    expect(lines[0]).not.toContain('ラベル');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toHaveLength(3);
    expect(lines[1]).toMatch(/^lgwan-file02,/);
    const forOldExcel = await page.getByRole('link', { name: /^Shift_JIS/ }).getAttribute('href');
    const shiftJis = await bytesOf(page, forOldExcel);
    expect(new TextDecoder('shift_jis').decode(shiftJis)).toContain('住民課-窓口端末11');

    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('sort='));
    await page.locator('th[aria-sort="ascending"]').getByText('名称').waitFor();
    await page.getByRole('button', { name: '条件を外す: ラベル 総務課' }).click();
    await page.getByRole('button', { name: 'すべて外す' }).click();
    await page.getByText('7件中7件').waitFor();
    await box.fill('そのような端末はない');
    await page.getByText('条件に合うものはありません').waitFor();
    expect(complaints).toEqual([]);
  });

  test('a long list is walked page by page, also backwards, and a wrong place in it is told of', async () => {
    const { page, complaints } = await pages.open(visitor, { language: 'en' });
    const first = await api<FindingPage>('/findings');
    expect(first.next).not.toBeNull();
    const { findings: later } = await api<FindingPage>(`/findings?cursor=${first.next}`);
    const host = (finding: FindingPage['findings'][number] | undefined) => `/hosts/${finding?.hostId}`;
    const firstRow = page.locator('tbody tr').first();
    const shows = (finding: FindingPage['findings'][number] | undefined) =>
      firstRow.locator(`a[href="${host(finding)}"]`).waitFor();

    await pages.visit(page, '/findings', 'Findings');
    await page.getByText(`${first.shown.count} found`).waitFor();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL(/cursor=/);
    await firstRow.getByText(String(later[0]?.controlTitle.en)).waitFor();
    await shows(later[0]);
    await page.getByRole('link', { name: 'Previous page' }).click();
    await page.waitForURL((url) => !url.search.includes('cursor='));
    await firstRow.getByText(String(first.findings[0]?.controlTitle.en)).waitFor();
    await page.goBack();
    await page.waitForURL(/cursor=/);
    await firstRow.getByText(String(later[0]?.controlTitle.en)).waitFor();
    // Somebody who was sent the address has not come by the first page.
    await page.goto(`${pages.collector.url}/findings?cursor=${first.next}`);
    await page.getByRole('link', { name: 'First page' }).click();
    await firstRow.getByText(String(first.findings[0]?.controlTitle.en)).waitFor();
    expect(complaints).toEqual([]);

    await page.goto(`${pages.collector.url}/findings?cursor=elsewhere`);
    await page.getByText('The place that this address names is none in this list.').waitFor();
    expect(complaints.filter((complaint) => !/400/.test(complaint))).toEqual([]);
  });

  test.each(['ja', 'en'] as const)(
    'from an item to its controls, to a failing host, to the finding, to the evidence: in %s',
    async (language) => {
      const words = wordsIn[language];
      const { page, complaints } = await pages.open(visitor, { language });
      const checklist = await api<Checklist>('/checklists/nwsystem');
      const item = checklist.items.find(({ controls }) =>
        controls.some(({ outcomes, variant }) => variant === 'default' && (outcomes.fail ?? 0) > 0),
      );
      const control = item?.controls.find(({ outcomes }) => (outcomes.fail ?? 0) > 0);
      if (!item || !control) throw new Error('no item fails');
      const { findings } = await api<FindingPage>(
        `/findings?control=${control.id}&variant=${control.variant}&outcome=fail&sort=host`,
      );
      const finding = findings[0];
      if (!finding) throw new Error('nothing fails there');
      const said = (text: string) => dated(text, { calendar: 'iso', language });

      await pages.visit(page, `/checklists/${checklist.id}?outcome=fail`, checklist.title[language]);
      await page.getByRole('link', { name: item.title[language], exact: true }).first().click();
      await page.getByText(item.summary[language], { exact: true }).waitFor();
      await page.getByRole('link', { name: control.title[language], exact: true }).first().click();
      await page.getByRole('heading', { name: words.trend }).waitFor();
      await page.locator('svg[role="img"]').waitFor();
      await page.getByRole('button', { name: words.fail, exact: true }).click();
      await page.waitForURL(/outcome=fail/);
      await settled(page);
      await pictured(page, `tables-control-${language}`);

      await page.getByRole('rowheader', { name: finding.hostName, exact: true }).getByRole('link').click();
      await page
        .getByRole('heading', { level: 1, name: `${finding.hostName}: ${finding.controlTitle[language]}` })
        .waitFor();
      await page.getByText(said(finding.observed[language]), { exact: true }).first().waitFor();
      await page.getByText(said(finding.expected[language])).first().waitFor();
      await page.getByText(words.signed).first().waitFor();
      await page.getByText(words.hashMatches).first().waitFor();
      await page.getByText(words.asRead).first().click();
      await page.getByRole('region', { name: words.content }).first().waitFor();
      expect(await page.getByRole('button', { name: words.copy }).count()).toBeGreaterThan(0);
      await pictured(page, `tables-finding-${language}`);

      const sha256 = String(finding.evidence[0]?.sha256);
      await page.locator(`a[href^="/evidence/${sha256}"]`).click();
      await page.getByText(sha256, { exact: true }).waitFor();
      await page.getByText(words.signed).waitFor();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  test.each(['ja', 'en'] as const)(
    'the overview says what changed and what is due, and the heat map is walked by keyboard: in %s',
    async (language) => {
      const words = wordsIn[language];
      const { page, complaints } = await pages.open(visitor, { language });
      await pages.visit(page, '/', words.overview);
      await page.locator('svg[role="img"]').waitFor();
      await page.getByRole('grid').waitFor();
      await page.getByText(words.newlyFailing).waitFor();
      await page.getByText(words.numbers).click();
      await page.getByRole('figure').getByRole('region', { name: words.trend }).waitFor();
      await pictured(page, `tables-overview-${language}`, language === 'ja' ? 'checked' : 'seen');

      await page.getByRole('link', { name: words.wholeMap }).click();
      await page.getByRole('heading', { level: 1, name: words.heatMap }).waitFor();
      await page.getByRole('button', { name: words.failingOnly }).click();
      await page.waitForURL(/rows=failing/);
      await page.getByRole('columnheader', { name: hostileName }).waitFor();
      await pictured(page, `tables-heat-map-${language}`, language === 'ja' ? 'checked' : 'seen');
      // One stop of the tabulator; by the arrows to a cell.
      await page.locator('[role=grid] [tabindex="0"]').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      const leadsTo = await page.evaluate(() => document.activeElement?.getAttribute('href'));
      expect(leadsTo).toMatch(/^\/findings\?control=[a-z0-9-]+&label=[^&]+&outcome=[a-z-]+$/);
      const cell = await page.evaluate(() => document.activeElement?.textContent ?? '');
      const count = Number(/\d+/.exec(cell)?.[0]);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: words.findings }).waitFor();
      await page.getByText(words.found(count)).waitFor();
      expect(complaints).toEqual([]);
    },
  );

  test('two moments of a host are compared', async () => {
    const { page, complaints } = await pages.open(visitor);
    const { id, name } = hostNamed('lgwan-file02');
    await pages.visit(page, `/hosts/${id}`, name);
    await page.getByRole('link', { name: '別の時点と比べる' }).click();
    await page.getByRole('heading', { level: 1, name: `${name}の比較` }).waitFor();
    const { control } = await failingOf(id);
    await page.locator(`a[href="/findings/${id}/${control}"]`).waitFor();
    await page.getByLabel('前の時点（日本時間）').fill('2026-01-01T09:00');
    await page.getByLabel('後の時点（日本時間）').fill('2026-01-02T09:00');
    await page.getByRole('button', { name: '比べる' }).click();
    await page.waitForURL(/from=2026-01-01T00%3A00%3A00.000Z&to=2026-01-02T00%3A00%3A00.000Z/);
    await page.getByText('変化はありません。').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the overview hangs on a wall, and is left again', async () => {
    const { page, complaints } = await pages.open(visitor, { width: 1920, height: 1080 });
    await pages.visit(page, '/?kiosk=1', '概要');
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    await page.getByRole('grid').waitFor();
    await page.screenshot({ path: join(screenshots, 'tables-kiosk.png') });
    await page.getByRole('link', { name: '通常の表示に戻る' }).click();
    await page.getByRole('navigation').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('what changed is listed by its kind; first judgements of new hosts stand apart', async () => {
    const { page, complaints } = await pages.open(visitor);
    await pages.visit(page, '/', '概要');
    const { firstHosts, counts } = await api<Changes>('/changes?limit=1');
    expect(firstHosts).toBeGreaterThanOrEqual(6);
    await page.getByRole('link', { name: `${firstHosts}台を初めて判定しました` }).click();
    await page.waitForURL(/\/changes\?.*kind=first/);
    await page.getByRole('button', { name: `初めて判定 ${counts.first}` }).waitFor();
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 10_000 }).toBe(100);
    await pictured(page, 'tables-changes-ja');
    await page.getByRole('button', { name: `初めて判定 ${counts.first}` }).click();
    await page.waitForURL((url) => !url.search.includes('kind='));
    await settled(page);
    // What the second round has changed, though the first came within the same day.
    const changed = counts.failing + counts.fixed + counts.lost + counts.other;
    expect(changed).toBeGreaterThan(0);
    await expect
      .poll(() => page.locator('tbody tr').count(), { timeout: 10_000 })
      .toBe(Math.min(changed, 100));
    expect(complaints).toEqual([]);
  });

  test('fits a tablet and twice the size of letters, and A4', async () => {
    const { page, complaints } = await pages.open(visitor);
    const { id } = hostNamed(hostileName);
    const { control } = await failingOf(id);
    for (const [name, path] of [
      ['overview', '/'],
      ['findings', '/findings?outcome=fail'],
      ['finding', `/findings/${id}/${control}`],
      ['heat-map', '/heat-map'],
      ['changes', '/changes?kind=first'],
      ['comparison', `/hosts/${id}/comparison`],
    ] as const) {
      await pages.visit(page, path, /./);
      for (const width of [820, 640]) {
        await page.setViewportSize({ width, height: 900 });
        expect({ path, width, over: await overflow(page) }).toEqual({ path, width, over: 0 });
        await page.screenshot({ path: join(screenshots, `tables-${name}-${width}.png`) });
      }
      await page.setViewportSize({ width: 1280, height: 720 });
      if (name !== 'finding' && name !== 'heat-map') continue;
      const pdf = await page.pdf({
        path: join(screenshots, `tables-${name}.pdf`),
        preferCSSPageSize: true,
        printBackground: true,
      });
      // 210 mm in points.
      expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45]/);
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThan(8);
    }
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const wordsIn = {
  ja: {
    overview: '概要',
    findings: '判定',
    heatMap: '分布図',
    wholeMap: '分布図全体',
    failingOnly: '不適合のみ',
    trend: '90日間の推移',
    numbers: '数値を表で見る',
    newlyFailing: '新たに不適合',
    fail: '不適合',
    signed: '端末の署名は正しい',
    hashMatches: '保存内容はハッシュ値と一致しています',
    asRead: '取得した内容を見る',
    content: '内容',
    copy: /^コピー: 是正方法/,
    found: (count: number) => `${count}件`,
  },
  en: {
    overview: 'Overview',
    findings: 'Findings',
    heatMap: 'Heat map',
    wholeMap: 'The whole heat map',
    failingOnly: 'Failing only',
    trend: 'The last 90 days',
    numbers: 'The numbers as a table',
    newlyFailing: 'Newly failing',
    fail: 'fail',
    signed: 'Signed by the host',
    hashMatches: 'What is stored has this hash',
    asRead: 'See what was read',
    content: 'Content',
    copy: /^Copy.*Repair/,
    found: (count: number) => `${count} found`,
  },
};
