import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { outcomes } from '@tenken/shared';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  Checklist,
  Control,
  ControlList,
  EvidenceKinds,
  HostDetail,
  Overview,
} from '../../collector/src/api/schemas.ts';
import type { FindingPage, HostPage } from '../../collector/src/api/result-schemas.ts';
import { dated } from '../../collector/web/src/format/dated.ts';
import { account, apiToken, Visitor } from '../support/people.ts';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { findingsSettled } from '../support/database.ts';
import { send } from '../support/https.ts';
import { push } from '../support/push.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { chromiumMissing, startChromium } from './chromium.ts';
import { hostileName, sampleHosts, sampleReport } from './sample-hosts.ts';
import { complaintsOf } from './watched-page.ts';

const root = resolve(import.meta.dirname, '../..');
const screenshots = join(root, 'test/output/screenshots');
/** Every run makes the README's pictures; the committed ones change on purpose only. */
const pictures = join(
  root,
  process.env['UPDATE_SCREENSHOTS'] === '1' ? 'shared/docs/images' : 'test/output/pictures',
);

const missing = chromiumMissing();
if (missing !== null) console.warn(missing);

type Language = 'ja' | 'en';

describe.skipIf(missing !== null)('the page', () => {
  const data = makeScratchFolder();
  let collector: CollectorProcess;
  let browser: Browser;
  let visitor: Visitor;
  let authorization: string;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    mkdirSync(pictures, { recursive: true });
    [collector, browser] = await Promise.all([startCollector({ data }), startChromium()]);
    visitor = new Visitor(collector);
    await visitor.signIn(await account(data, 'viewer', 'security'));
    authorization = `Bearer ${await apiToken(data, 'security')}`;
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    removeScratchFolder(data);
  });

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  async function open(
    options: {
      language?: Language;
      width?: number;
      height?: number;
    } = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const { language = 'ja', width = 1280, height = 720 } = options;
    const context = await browser.newContext({
      colorScheme: 'light',
      viewport: { width, height },
      locale: 'ja-JP',
      timezoneId: 'UTC',
      serviceWorkers: 'block',
    });
    contexts.push(context);
    await context.addCookies([
      { name: '__Host-tenken', value: String(visitor.cookie), url: collector.url, secure: true },
    ]);
    const page = await context.newPage();
    const complaints = complaintsOf(page, collector.url);
    if (language === 'en') {
      await page.goto(collector.url);
      await page.getByRole('button', { name: 'English' }).click();
    }
    return { page, complaints };
  }

  async function visit(page: Page, path: string, heading: string): Promise<void> {
    await page.goto(`${collector.url}${path}`);
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    await settled(page);
  }

  async function api<T>(path: string): Promise<T> {
    const answer = await send(`${collector.url}/api/v1${path}`, collector, {
      method: 'GET',
      headers: { authorization },
    });
    expect(answer.status).toBe(200);
    return answer.json as T;
  }

  test('says what to do while no host is enrolled', async () => {
    const { page, complaints } = await open();
    for (const [path, heading] of [
      ['/', '概要'],
      ['/hosts', '端末・機器'],
    ] as const) {
      await visit(page, path, heading);
      await page.getByText('端末・機器がまだ登録されていません').waitFor();
      await page.getByText('npx tenken collector token', { exact: true }).waitFor();
      await page.getByText(`npx tenken agent enroll --server ${collector.url}`).waitFor();
    }
    await page.screenshot({ path: join(screenshots, 'empty-ja-light.png'), fullPage: true });
    await visit(page, '/controls/time-synchronized', '時刻が同期されている');
    await page.getByText('この管理策の判定はまだありません').waitFor();
    expect(complaints).toEqual([]);
  });

  describe('with hosts', () => {
    let overview: Overview;
    let hosts: HostPage;
    let checklist: Checklist;
    let controls: ControlList;

    beforeAll(async () => {
      const agents = await enrolAgents(collector, sampleHosts.length + 1);
      for (const [index, host] of sampleHosts.entries()) {
        const agent = agents[index];
        if (!agent) throw new Error('too few agents');
        const answer = await push(collector, agent, (await sampleReport(agent, host)).body);
        if (answer.status !== 201) throw new Error(`a report was answered with ${answer.status}`);
      }
      await findingsSettled(data);
      overview = await api<Overview>('/overview');
      hosts = await api<HostPage>('/hosts');
      checklist = await api<Checklist>('/checklists/nwsystem');
      controls = await api<ControlList>('/controls');
    });

    function hostNamed(name: string): string {
      const found = hosts.hosts.find((host) => host.name === name);
      if (!found) throw new Error(`no host ${name}`);
      return found.id;
    }

    test('counts the same from every side', async () => {
      for (const outcome of outcomes) {
        const byHost = hosts.hosts.reduce((sum, host) => sum + (host.outcomes[outcome] ?? 0), 0);
        const byControl = controls.controls.reduce(
          (sum, control) => sum + (control.outcomes[outcome] ?? 0),
          0,
        );
        expect({ outcome, byHost, byControl }).toEqual({
          outcome,
          byHost: overview.findings[outcome] ?? 0,
          byControl: overview.findings[outcome] ?? 0,
        });
      }
      expect(hosts.hosts.filter(({ contact }) => contact === 'reporting')).toHaveLength(
        overview.hosts.reporting,
      );
      expect(hosts.hosts.filter(({ contact }) => contact === 'never')).toHaveLength(
        overview.hosts.neverReported,
      );
      for (const { id, outcomes: counts } of controls.controls) {
        const { findings } = await api<FindingPage>(`/findings?control=${id}&variant=default`);
        expect(findings).toHaveLength(Object.values(counts).reduce((sum, count) => sum + count, 0));
        const control = await api<Control>(`/controls/${id}`);
        for (const { variant } of control.items) {
          expect(variant === 'default' || variant in control.variants).toBe(true);
        }
      }
    });

    describe.each(['ja', 'en'] as const)('in %s', (language) => {
      test('shows what the collector knows', { timeout: 180_000 }, async () => {
        const { page, complaints } = await open({ language });
        const words = wordsIn[language];
        const { kinds } = await api<EvidenceKinds>('/evidence-kinds');
        const kindTitle = (kind: string) => kinds.find(({ id }) => id === kind)?.title[language] ?? '';
        const pictured = new Set(['antivirus-active', 'time-synchronized']);
        // There are more than a hundred such pages of one form, and a browser takes a second for each.
        const isVisited = (id: string, index: number): boolean =>
          pictured.has(id) || index % 16 === (language === 'ja' ? 0 : 8);
        const shoot = async (name: string) => {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            const path = join(screenshots, `${name}-${language}-${colorScheme}.png`);
            await page.screenshot({ path, fullPage: true });
          }
        };

        await visit(page, '/', words.overview);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        const attention =
          (overview.findings.fail ?? 0) + (overview.findings.error ?? 0) + (overview.findings.unknown ?? 0);
        expect(await page.locator('main').innerText()).toContain(words.sentence(7, 6, attention));
        for (const { title } of overview.checklists) {
          await page.locator('main').getByRole('link', { name: title[language] }).waitFor();
        }
        await shoot('overview');

        await visit(page, '/hosts', words.hosts);
        expect(await page.locator('tbody tr').count()).toBe(7);
        expect(await page.getByRole('rowheader', { name: hostileName }).count()).toBe(1);
        await page.getByText(words.never, { exact: true }).waitFor();
        await shoot('hosts');

        for (const name of ['lgwan-file02', hostileName]) {
          const { host, findings, evidence } = await api<HostDetail>(`/hosts/${hostNamed(name)}`);
          await visit(page, `/hosts/${host.id}`, name);
          expect(await page.locator('details[data-outcome]').count()).toBe(findings.length);
          const first = page.locator('details[data-outcome]').first();
          if ((await first.getAttribute('open')) === null) await first.locator('summary').first().click();
          await first.getByText(words.observed, { exact: true }).waitFor();
          const [piece] = evidence;
          if (!piece) throw new Error('the host has sent evidence');
          await page.getByRole('rowheader', { name: `${kindTitle(piece.kind)} ${piece.kind}` }).waitFor();
          const shown = await page.locator('main').innerText();
          for (const finding of findings.filter(({ outcome }) => outcome === 'fail')) {
            expect(shown).toContain(dated(finding.observed[language], { calendar: 'iso', language }));
          }
          await shoot(name === hostileName ? 'host-hostile' : 'host');
        }

        await visit(page, '/controls', words.controls);
        expect(await page.locator('tbody tr').count()).toBe(controls.controls.length);
        await shoot('controls');

        for (const control of controls.controls.filter(({ id }, index) => isVisited(id, index))) {
          await visit(page, `/controls/${control.id}`, control.title[language]);
          await page.getByText(control.description[language], { exact: true }).waitFor();
          if (pictured.has(control.id)) await shoot(`control-${control.id}`);
        }

        await visit(page, `/checklists/${checklist.id}`, checklist.title[language]);
        expect(
          await page
            .getByRole('row')
            .filter({ has: page.getByRole('rowheader').getByRole('link') })
            .count(),
        ).toBe(92);
        await shoot('checklist');

        const automated = checklist.items.find(({ automation }) => automation !== 'manual');
        const manual = checklist.items.find(({ automation }) => automation === 'manual');
        for (const item of [automated, manual]) {
          if (!item) throw new Error('the checklist has both kinds of items');
          await visit(
            page,
            `/checklists/${checklist.id}/items/${item.id}`,
            `${item.number} ${item.title[language]}`,
          );
          await page.getByText(item.summary[language], { exact: true }).waitFor();
          if (item.manual) await page.getByText(item.manual[language], { exact: true }).waitFor();
          await shoot(item === automated ? 'item' : 'item-manual');
        }

        const { evidence } = await api<HostDetail>(`/hosts/${hostNamed(hostileName)}`);
        for (const { kind, sha256 } of evidence.filter((one, index) => isVisited(one.kind, index))) {
          await visit(page, `/evidence/${sha256}`, words.evidence(kindTitle(kind)));
          await page.getByText(sha256, { exact: true }).waitFor();
        }
        await shoot('evidence');

        expect(await page.locator('img[src="x"]').count()).toBe(0);
        expect(complaints).toEqual([]);
      });
    });

    test('keeps the language, the colours and the filters', async () => {
      const { page, complaints } = await open();
      await visit(page, `/checklists/${checklist.id}`, checklist.title.ja);
      await page.getByRole('searchbox').fill('ﾊﾟﾀｰﾝ');
      await page.waitForURL(/text=/);
      await page.getByRole('searchbox').fill('');
      await page.waitForURL((url) => url.search === '');
      await page.getByRole('button', { name: '○ 重点報告事項のみ' }).click();
      await page.getByRole('button', { name: '未判定' }).click();
      const wanted = checklist.items.filter(
        ({ flags, result }) => flags.priority && result === 'not-checked',
      ).length;
      await page.getByText(`92件中${wanted}件`).waitFor();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Dark' }).click();
      await page.reload();
      await page.getByText(`${wanted} of 92`).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
      expect(complaints).toEqual([]);
    });

    test('can be walked by keyboard, from the first link to a finding', async () => {
      const { page, complaints } = await open();
      await visit(page, '/', '概要');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('本文へ移動');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'すべての端末・機器' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: '端末・機器' }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
      await page.getByRole('link', { name: 'lgwan-file02' }).focus();
      await page.keyboard.press('Enter');
      const finding = page.locator('details[data-outcome]').first();
      await finding.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      await finding.locator('xpath=self::*[@open]').waitFor();
      expect(complaints).toEqual([]);
    });

    test('says when the collector does not answer, and goes on when it does', async () => {
      const { page } = await open();
      await visit(page, '/', '概要');
      await page.context().setOffline(true);
      await page.getByRole('navigation').getByRole('link', { name: '端末・機器' }).click();
      await page.getByRole('heading', { name: 'コレクターに接続できません' }).waitFor();
      await page.getByText('途切れた時刻').waitFor();
      await page.screenshot({ path: join(screenshots, 'offline-ja-light.png') });
      await page.context().setOffline(false);
      await page.getByRole('alert').getByRole('button', { name: 'もう一度試す' }).click();
      await page.getByRole('rowheader', { name: 'lgwan-file02' }).waitFor();
      await page.getByText('途切れた時刻').waitFor({ state: 'detached' });
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    test('says what is not there', async () => {
      const { page } = await open();
      for (const path of ['/hosts/nobody', '/controls/nothing', `/evidence/${'0'.repeat(64)}`]) {
        await page.goto(`${collector.url}${path}`);
        await page.getByRole('heading', { name: '見つかりません' }).waitFor();
        await expect.poll(() => page.title()).toBe('見つかりません | 点検 Tenken');
        // In the language of the page: what the API says is for people who read the API.
        const told = await page.getByRole('alert').textContent();
        expect(told).toMatch(/^この(?:ID|ハッシュ値)の.+ありません|^このIDの.+登録されていません/);
        expect(told).toMatch(/404 [a-z]+-unknown(?:もう一度試す)?$/);
      }
      await page.goto(`${collector.url}/hosts/nobody`);
      await page.getByRole('heading', { name: '見つかりません' }).waitFor();
      await page.screenshot({ path: join(screenshots, 'host-unknown.png') });
      await page.goto(`${collector.url}/nowhere/at/all`);
      await page.getByRole('heading', { name: 'この画面はありません' }).waitFor();
      await page.goto(`${collector.url}/checklists/nwsystem/items/999`);
      await page.getByText('項目 999 はこのチェックリストにありません').waitFor();
    });

    test.each([
      [1280, 720],
      [820, 1180],
      [390, 844],
    ])('fits a window of %d × %d without scrolling sideways', async (width, height) => {
      const { page, complaints } = await open({ width, height });
      const item = checklist.items.find(({ automation }) => automation !== 'manual');
      for (const path of [
        '/',
        '/hosts',
        `/hosts/${hostNamed(hostileName)}`,
        '/controls',
        '/controls/time-synchronized',
        `/checklists/${checklist.id}`,
        `/checklists/${checklist.id}/items/${item?.id ?? ''}`,
      ]) {
        await page.goto(`${collector.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await settled(page);
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect({ path, over }).toEqual({ path, over: 0 });
        await page.screenshot({
          path: join(screenshots, `width-${width}${path.replaceAll(/[^a-z]+/g, '-').slice(0, 40)}.png`),
        });
      }
      expect(complaints).toEqual([]);
    });

    test('prints the items on A4', async () => {
      const { page } = await open();
      await visit(page, `/checklists/${checklist.id}`, checklist.title.ja);
      const pdf = await page.pdf({
        path: join(screenshots, 'checklist.pdf'),
        preferCSSPageSize: true,
        printBackground: true,
      });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      expect(pages).toBeGreaterThan(2);
      expect(pages).toBeLessThan(12);
      // 210 mm in points.
      expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45]/);
      // What is folded on the screen is on the paper, and folded again afterwards.
      const folded = await page.evaluate(() =>
        ['beforeprint', 'afterprint'].map((moment) => {
          dispatchEvent(new Event(moment));
          return document.querySelectorAll('main details:not([open])').length;
        }),
      );
      expect(folded).toEqual([0, 1]);
    });

    test("makes the README's pictures", async () => {
      for (const language of ['ja', 'en'] as const) {
        const { page } = await open({ language, height: 960 });
        const suffix = language === 'ja' ? '' : '-en';
        const shoot = async (name: string) => {
          const picture = await page.screenshot({ path: join(pictures, `${name}${suffix}.png`) });
          expect(picture.length).toBeGreaterThan(20_000);
        };
        await visit(page, '/', wordsIn[language].overview);
        await shoot('overview');
        await visit(page, `/hosts/${hostNamed('lgwan-file02')}`, 'lgwan-file02');
        await shoot('host');
        await visit(page, `/checklists/${checklist.id}`, checklist.title[language]);
        await shoot('checklist');
      }
    });
  });

  test('is sent with a policy that allows nothing inline', async () => {
    const answer = await send(`${collector.url}/`, collector, {
      method: 'GET',
      headers: { accept: 'text/html' },
    });
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/style-src 'self' 'nonce-[0-9a-f]{32}'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const again = await send(`${collector.url}/hosts`, collector, {
      method: 'GET',
      headers: { accept: 'text/html' },
    });
    expect(again.headers['content-security-policy']).not.toBe(policy);
  });

  test('is what / answers whoever takes anything; another address says that it is none', async () => {
    const status = async (path: string, accept?: string) =>
      (await send(`${collector.url}${path}`, collector, { method: 'GET', headers: accept ? { accept } : {} }))
        .status;
    expect(await status('/', '*/*')).toBe(200);
    expect(await status('/?from=x')).toBe(200);
    expect(await status('/', 'text/*;q=0.5, application/json')).toBe(200);
    expect(await status('/', 'application/json')).toBe(404);
    expect(await status('/', 'text/html;q=0, */*')).toBe(404);
    expect(await status('/nowhere', '*/*')).toBe(404);
    expect(await status('/api/v1/nowhere', '*/*')).toBe(404);
  });
});

const wordsIn = {
  ja: {
    overview: '概要',
    hosts: '端末・機器',
    controls: '技術的管理策',
    observed: '観測値',
    never: '未報告',
    evidence: (kind: string) => `証跡 ${kind}`,
    sentence: (total: number, reporting: number, attention: number) =>
      `対象${total}台中${reporting}台が報告、要対応${attention}件`,
  },
  en: {
    overview: 'Overview',
    hosts: 'Hosts',
    controls: 'Controls',
    observed: 'Observed',
    never: 'Never reported',
    evidence: (kind: string) => `Evidence ${kind}`,
    sentence: (total: number, reporting: number, attention: number) =>
      `${reporting} of ${total} hosts report, ${attention} findings need attention`,
  },
};

/** Nothing on the page is awaited any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('main [role="status"] .mantine-Loader-root') === null,
  );
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.textContent ?? null);
}
