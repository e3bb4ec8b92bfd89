import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '@tenken/shared';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../collector/src/access/permissions.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { account, Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { chromiumMissing, startChromium } from './chromium.ts';
import { focusOf } from './settled.ts';
import { complaintsOf } from './watched-page.ts';

const missing = chromiumMissing();
const screenshots = resolve(import.meta.dirname, '../output/screenshots');
const administration = ['登録トークン', 'アカウント', 'APIトークン', '監査ログ'];

/** As a Japanese input method types digits. */
function fullWidth(digits: string): string {
  return digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
}

describe.skipIf(missing !== null)('administration', () => {
  const data = makeScratchFolder();
  let collector: CollectorProcess;
  let browser: Browser;
  const people = new Map<string, { name: string; password: string }>();
  let quarantined = '';

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [collector, browser] = await Promise.all([startCollector({ data }), startChromium()]);
    for (const role of ['administrator', 'system-administrator', 'security', 'auditor'] as const) {
      people.set(role, await account(data, role, role));
    }
    const [agent] = await enrolAgents(collector, 1);
    if (!agent) throw new Error('no agent');
    quarantined = agent.hostId;
    const first = sampleReport(agent, 1);
    await push(collector, agent, pack(first).body);
    const { host } = first.statement;
    const clone = { ...host, name: 'clone', machineIdHash: sha256('another machine') };
    const sentAt = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const gap = { dropped: 2, since: sentAt, until: sentAt };
    await push(collector, agent, pack(sampleReport(agent, 5, { sentAt, gap })).body);
    await push(collector, agent, pack(sampleReport(agent, 6, { host: clone })).body);
  });
  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    removeScratchFolder(data);
  });

  async function signedIn(role: Role, width = 1280): Promise<{ page: Page; complaints: string[] }> {
    const visitor = new Visitor(collector);
    const who = people.get(role);
    if (!who) throw new Error(role);
    expect((await visitor.signIn(who)).status).toBe(204);
    const context = await browser.newContext({
      locale: 'ja-JP',
      viewport: { width, height: 800 },
    });
    await context.addCookies([
      { name: '__Host-tenken', value: String(visitor.cookie), url: collector.url, secure: true },
    ]);
    const page = await context.newPage();
    const complaints = complaintsOf(page, collector.url);
    await page.goto(collector.url);
    await page.getByRole('heading', { level: 1, name: '概要' }).waitFor();
    return { page, complaints };
  }

  async function go(page: Page, name: string): Promise<void> {
    await page.getByRole('navigation', { name: '主な画面' }).getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }

  function shoot(page: Page, name: string): Promise<Buffer> {
    return page.screenshot({ path: join(screenshots, `admin-${name}.png`), fullPage: true });
  }

  test.each([
    ['administrator', administration],
    ['system-administrator', ['登録トークン']],
    ['security', []],
    ['auditor', administration],
  ] as const)('%s is led to what the role may see, and to nothing else', async (role, wanted) => {
    const { page } = await signedIn(role);
    const links = page.getByRole('navigation', { name: '主な画面' }).getByRole('link');
    const names = await links.allTextContents();
    expect(names.filter((name) => administration.includes(name))).toEqual(wanted);
    await page.goto(`${collector.url}/accounts`);
    const may = wanted.includes('アカウント' as never);
    const heading = may ? 'アカウント' : '要求が受け付けられませんでした';
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    if (role === 'auditor') {
      await page.goto(`${collector.url}/add-host`);
      await page.getByText('あなたの権限では登録トークンを発行できません。').waitFor();
      expect(await page.getByRole('button', { name: 'トークンを発行する' }).count()).toBe(0);
      await page.goto(`${collector.url}/start`);
      await page.getByText('あなたの権限では、はじめの設定を行えません。').waitFor();
      await page.goto(`${collector.url}/accounts`);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    // Only an administrator is offered to change them.
    expect(await page.getByRole('button', { name: '停止する' }).count()).toBe(
      role === 'administrator' ? 3 : 0,
    );
  });

  test('an account: made, given a role, refused in words, disabled', async () => {
    const { page, complaints } = await signedIn('administrator');
    await go(page, 'アカウント');
    const fill = async (name: string, password: string) => {
      await page.getByLabel('アカウント名').fill(name);
      await page.getByRole('textbox', { name: '表示名' }).fill('山田 太郎');
      await page.getByLabel('権限', { exact: true }).selectOption('compliance');
      await page.getByLabel('最初のパスワード').fill(password);
      await page.getByRole('button', { name: 'アカウントを作る' }).click();
    };
    await fill('yamada', 'password123');
    await page.getByText('このパスワードは推測されやすいため使えません。').waitFor();
    await fill('yamada', 'a long and quiet sentence');
    const row = page.getByRole('row').filter({ hasText: 'yamada' });
    await row.getByText('山田 太郎').waitFor();
    await page.getByRole('status').filter({ hasText: '山田 太郎 のアカウントを作りました。' }).waitFor();
    expect(await focusOf(page)).toBe('アカウントを作る');
    await row.getByRole('combobox', { name: 'yamada の権限' }).selectOption('auditor');
    await shoot(page, 'accounts');
    // Choosing alone changes nothing.
    await row.getByRole('button', { name: 'やめる' }).click();
    expect(await row.getByRole('combobox', { name: 'yamada の権限' }).inputValue()).toBe('compliance');
    await row.getByRole('combobox', { name: 'yamada の権限' }).selectOption('auditor');
    await row.getByRole('button', { name: 'この権限に変える' }).click();
    await row.getByText('権限を変えました。').waitFor();
    await expect.poll(() => focusOf(page)).not.toBe('nothing');
    const told = page.getByText('新しい報告を反映して表示を更新しました。');
    expect(await told.count()).toBe(0);
    await row.getByRole('button', { name: 'yamada の表示名を変える' }).click();
    await row.getByRole('textbox', { name: 'yamada の表示名を変える' }).fill('山田 次郎');
    await row.getByRole('button', { name: 'この表示名に変える' }).click();
    await row.getByText('表示名を変えました。').waitFor();
    await row.getByText('山田 次郎').waitFor();
    await row.getByRole('button', { name: '停止する' }).click();
    await row.getByRole('button', { name: '停止する: 実行する' }).click();
    await row.getByText('停止中').waitFor();
    const refused = await new Visitor(collector).signIn({
      name: 'yamada',
      password: 'a long and quiet sentence',
    });
    expect(refused.status).toBe(401);
    await go(page, '監査ログ');
    await page
      .getByRole('row')
      .filter({ hasText: 'アカウントの停止' })
      .filter({ hasText: 'yamada' })
      .waitFor();
    const renamed = page.getByRole('row').filter({ hasText: '表示名の変更' });
    await renamed.filter({ hasText: '変更前 山田 太郎変更後 山田 次郎' }).waitFor();
    const changed = page.getByRole('row').filter({ hasText: '権限の変更' });
    await changed.filter({ hasText: '変更前 点検・申請担当変更後 監査' }).waitFor();
    expect(await changed.locator('time').first().textContent()).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d JST$/,
    );
    await page.getByText('npx tenken audit verify --data DIR', { exact: true }).waitFor();
    await shoot(page, 'audit');
    expect(complaints.filter((line) => !line.includes('400'))).toEqual([]);
  });

  test('an enrolment token is shown once, and the command beside it enrols a host with its label', async () => {
    const { page, complaints } = await signedIn('system-administrator');
    await go(page, '登録トークン');
    await page.getByLabel('ラベル').fill('総務課');
    await page.getByLabel('台数').fill('2');
    await page.getByRole('button', { name: '発行する' }).click();
    await page.getByText('この値は今だけ表示されます。').waitFor();
    await shoot(page, 'enrolment-token');
    const command = await page.getByText('tenken agent enroll').textContent();
    const args = (command ?? '').split(' ').slice(2);
    args[args.indexOf('authority.pem')] = join(data, 'authority', 'authority.pem');
    const enrolled = await runTenken([...args, '--identity', join(data, 'host')]);
    expect(enrolled.code, enrolled.errors).toBe(0);
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: '総務課' });
    await row.getByText('1 / 2台').waitFor();
    expect(await page.getByText('tenken agent enroll').count()).toBe(0);
    await row.getByRole('button', { name: '取り消す' }).click();
    await row.getByRole('button', { name: '取り消す: 実行する' }).click();
    await row.getByText('取消済み').waitFor();
    await go(page, '端末・機器');
    await page.getByRole('row').filter({ hasText: '総務課' }).waitFor();
    const auditor = await signedIn('auditor');
    await go(auditor.page, '監査ログ');
    const issued = auditor.page.getByRole('row').filter({ hasText: '登録トークンの発行' }).first();
    // Names of people's language and times of Japan; what is written down has neither.
    expect(await issued.textContent()).toMatch(
      /有効期限 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d JST.*対象のホスト名 —/,
    );
    const names = await auditor.page.locator('tbody tr').allTextContents();
    expect(names.filter((line) => /expiresAt|hostPattern|fingerprint|secondFactor|\dZ/.test(line))).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
  });

  test('an API token is shown once and works until it is revoked', async () => {
    const { page, complaints } = await signedIn('administrator');
    await go(page, 'APIトークン');
    await page.getByLabel('ラベル').fill('夜間の書き出し');
    await page.getByRole('button', { name: '発行する' }).click();
    const token = await page.getByRole('status').getByText(/^tkp_/).textContent();
    await shoot(page, 'api-token');
    const headers = { authorization: `Bearer ${token}` };
    const script = new Visitor(collector);
    expect((await script.call('GET', '/api/v1/hosts', { headers })).status).toBe(200);
    const row = page.getByRole('row').filter({ hasText: '夜間の書き出し' });
    await row.getByRole('button', { name: '取り消す' }).click();
    await row.getByRole('button', { name: '取り消す: 実行する' }).click();
    await row.getByText('取消済み').waitFor();
    expect((await script.call('GET', '/api/v1/hosts', { headers })).status).toBe(401);
    expect(complaints).toEqual([]);
  });

  test("one's own account: another password, an authenticator, and without it again", async () => {
    people.set('own', await account(data, 'own', 'auditor'));
    const { page, complaints } = await signedIn('own' as Role);
    const newPassword = 'quite another sentence';
    await page.getByRole('link', { name: 'own', exact: true }).click();
    const change = page.locator('form').filter({ hasText: '新しいパスワード' });
    const fill = async (present: string, repeated: string) => {
      await change.getByLabel('現在のパスワード').fill(present);
      await change.getByLabel('新しいパスワード', { exact: false }).first().fill(newPassword);
      await change.getByLabel('新しいパスワード（もう一度）').fill(repeated);
      await change.getByRole('button', { name: '変更する' }).click();
    };
    await fill('wrong', 'different');
    await page.getByText('2つのパスワードが一致しません。').waitFor();
    await fill('wrong', newPassword);
    await page.getByText('現在のパスワードが違います。').waitFor();
    await fill(String(people.get('own')?.password), newPassword);
    await page.getByText('パスワードを変更しました。').waitFor();

    const second = page.locator('form').filter({ hasText: '認証' });
    await second.getByLabel('現在のパスワード').fill(newPassword);
    await second.getByRole('button', { name: '認証アプリを登録する' }).click();
    await page.getByRole('img', { name: '認証アプリ用のQRコード' }).waitFor();
    expect(await focusOf(page)).toContain('認証コード');
    await shoot(page, 'second-factor');
    const secret = await second.locator('code').textContent();
    const totp = new TOTP({ secret: Secret.fromBase32(String(secret)) });
    const right = totp.generate();
    await second.getByLabel('認証コード').fill(right === '000000' ? '111111' : '000000');
    await second.getByRole('button', { name: '確認して有効にする' }).click();
    await page.getByText('認証コードが違います。').waitFor();
    // In full width, with the space that an authenticator shows between the threes.
    const [first = '', last = ''] = totp.generate().match(/.{3}/g) ?? [];
    await second.getByLabel('認証コード').fill(`${fullWidth(first)} ${fullWidth(last)}`);
    await second.getByRole('button', { name: '確認して有効にする' }).click();
    await page.getByText('認証コードは有効です。').waitFor();
    await expect.poll(() => focusOf(page)).not.toBe('nothing');
    const withoutCode = await new Visitor(collector).signIn({ name: 'own', password: newPassword });
    expect(withoutCode.json).toMatchObject({ title: 'code-needed' });
    await second.getByLabel('現在のパスワード').fill(newPassword);
    await second.getByRole('button', { name: '認証コードをやめる' }).click();
    await page.getByText('認証コードは使っていません。').waitFor();
    expect(complaints.filter((line) => !/40[03]/.test(line))).toEqual([]);
  });

  test('a quarantined host says why; a person releases it and later revokes it with a reason', async () => {
    const { page, complaints } = await signedIn('system-administrator');
    const looker = await signedIn('security');
    for (const one of [page, looker.page]) {
      await go(one, '端末・機器');
      await one.getByRole('row').filter({ hasText: 'host-0' }).getByText('隔離中').waitFor();
      await one.getByRole('link', { name: 'host-0' }).click();
      await one.getByText('登録時と異なる機器IDから報告が届きました。').waitFor();
      await one.getByText('3時間進んでいる').waitFor();
      expect(await one.locator('dl').first().textContent()).toContain(
        '届いていない報告3件端末側で捨てた報告2件',
      );
    }
    await page.getByRole('button', { name: '元の機器の登録として続ける' }).waitFor();
    await shoot(page, 'host-quarantined');
    expect(await looker.page.getByRole('button', { name: '元の機器の登録として続ける' }).count()).toBe(0);
    expect(await looker.page.getByRole('button', { name: '失効させる' }).count()).toBe(0);
    await page.getByRole('button', { name: '元の機器の登録として続ける' }).click();
    await page.getByRole('button', { name: '元の機器の登録として続ける: 実行する' }).click();
    await page.getByText('隔離中').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '失効させる' }).click();
    expect(await page.getByRole('button', { name: '失効させる' }).isDisabled()).toBe(true);
    await page.getByLabel('失効の理由').fill('廃棄した');
    await page.getByRole('button', { name: '失効させる' }).click();
    await page.getByText('理由: 廃棄した').waitFor();
    await shoot(page, 'host-revoked');
    expect(complaints).toEqual([]);
  });

  test.each([1280, 820, 390])(
    'no page scrolls sideways in a window %d wide, in both languages',
    async (width) => {
      const { page, complaints } = await signedIn('administrator', width);
      for (const language of ['日本語', 'English']) {
        await page.getByRole('button', { name: language }).click();
        for (const path of [
          '/accounts',
          '/api-tokens',
          '/enrolment-tokens',
          '/audit',
          '/account',
          `/hosts/${quarantined}`,
        ]) {
          await page.goto(`${collector.url}${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          const hint =
            language === '日本語' ? '横にスクロールすると続きが見えます' : 'Scroll sideways to see the rest';
          const settling = { timeout: 10_000 };
          const look = async () => {
            const { over, cut, isLoading } = await page.evaluate(() => ({
              over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
              cut: [...document.querySelectorAll('[role="region"]')].filter(
                (region) => region.scrollWidth > region.clientWidth,
              ).length,
              isLoading: document.querySelector('main [role="status"] .mantine-Loader-root') !== null,
            }));
            return { path, isLoading, over, cut, hints: await page.getByText(hint).count() };
          };
          // What is listed comes after the heading, and the hint after what is listed was measured.
          await expect
            .poll(async () => {
              const seen = await look();
              return { ...seen, cut: 0, hints: seen.hints - seen.cut };
            }, settling)
            .toEqual({ path, isLoading: false, over: 0, cut: 0, hints: 0 });
          if (width === 390 && path === '/audit') {
            await expect.poll(async () => (await look()).cut, settling).toBe(1);
          }
          const name = path.replaceAll(/[^a-z]+/g, '-').slice(0, 18);
          await shoot(page, `${width}-${language === 'English' ? 'en' : 'ja'}${name}`);
        }
      }
      expect(complaints).toEqual([]);
    },
  );
});
