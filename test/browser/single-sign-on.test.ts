import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { alter } from '../support/database.ts';
import { startOpenIdProvider } from '../support/openid-provider.ts';
import type { OpenIdProvider } from '../support/openid-provider.ts';
import { account } from '../support/people.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { chromiumMissing, startChromium } from './chromium.ts';
import { complaintsOf } from './watched-page.ts';

const missing = chromiumMissing();
const screenshots = resolve(import.meta.dirname, '../output/screenshots');

/** As an administrator gives them. */
function settingsOf({ issuer, clientId, secretFile }: OpenIdProvider): string[] {
  const line = `--agent-port 0 --oidc-issuer ${issuer} --oidc-client-id ${clientId}`;
  return [...line.split(' '), '--oidc-client-secret-file', secretFile];
}

/** A real provider, a real browser, and a collector that was told of it on its command line. */
describe.skipIf(missing !== null)('single sign-on', () => {
  const data = makeScratchFolder();
  const providerFolder = makeScratchFolder();
  let provider: OpenIdProvider;
  let collector: CollectorProcess;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    provider = await startOpenIdProvider(providerFolder);
    const roles = ['--oidc-role', 'system-administrator=jouhou-system', '--oidc-role', 'auditor=kansa'];
    const args = ['--port', '0', ...settingsOf(provider), '--oidc-ca', provider.authorityFile, ...roles];
    [collector, browser] = await Promise.all([startCollector({ data, args }), startChromium()]);
    provider.serve(collector.url);
    provider.people.set('u-1', { name: '佐藤 花子', preferred_username: 'sato', groups: ['kansa'] });
    provider.people.set('u-2', { name: '鈴木 一郎', preferred_username: 'suzuki', groups: ['soumu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    await provider?.close();
    removeScratchFolder(data);
    removeScratchFolder(providerFolder);
  });

  async function freshPage(): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale: 'ja-JP' });
    // The provider's own pages ask for a font on the internet.
    await context.route('https://fonts.googleapis.com/**', (route) => route.abort());
    const page = await context.newPage();
    const complaints = complaintsOf(page, collector.url);
    await page.goto(collector.url);
    return { page, complaints };
  }

  /** Being told to sign in is no fault, and the provider's pages are not ours. */
  function ours(complaints: readonly string[]): string[] {
    return complaints.filter(
      (line) =>
        !/40[13]/.test(line) &&
        !line.includes('googleapis') &&
        !line.includes(provider.issuer) &&
        !line.includes('ERR_FAILED'),
    );
  }

  async function signInAs(page: Page, subject: string): Promise<void> {
    await page.getByRole('link', { name: 'シングルサインオンでサインイン' }).click();
    await page.getByPlaceholder('Enter any login').fill(subject);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  test('there and back: signed in with the role of the group, and out at both ends', async () => {
    const { page, complaints } = await freshPage();
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
    await page.screenshot({ path: join(screenshots, 'sign-in-single-sign-on.png') });
    await signInAs(page, 'u-1');
    await page.getByRole('heading', { level: 1, name: '概要' }).waitFor();
    expect(page.url()).toBe(`${collector.url}/`);
    const navigation = page.getByRole('navigation', { name: '主な画面' });
    await navigation.getByRole('link', { name: '監査ログ' }).click();
    await page.getByRole('cell', { name: 'シングルサインオンのアカウントの作成' }).waitFor();
    await page.getByRole('link', { name: '佐藤 花子' }).click();
    await page.getByText('シングルサインオンでサインインしています。').waitFor();
    expect(await page.getByLabel('現在のパスワード').count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: '自分のアカウント' }).waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const cookies = await page.context().cookies(collector.url);
    expect(cookies.map(({ name }) => name)).toEqual(['__Host-tenken']);
    expect(ours(complaints)).toEqual([]);
    await page.getByRole('button', { name: 'サインアウト' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
    expect(page.url().startsWith(collector.url)).toBe(true);
    // The provider has forgotten the person too: it asks again.
    await page.getByRole('link', { name: 'シングルサインオンでサインイン' }).click();
    await page.getByPlaceholder('Enter any login').waitFor();
  });

  test('a person without a role is told so, and shown nothing', async () => {
    const { page } = await freshPage();
    await signInAs(page, 'u-2');
    await page.getByText('このシステムの権限が割り当てられていません。').waitFor();
    await page.screenshot({ path: join(screenshots, 'sign-in-no-role.png') });
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.context().cookies(collector.url)).toEqual([]);
  });

  test('who is disabled here while signed in sees nothing more, and does not come in again', async () => {
    const { page } = await freshPage();
    await signInAs(page, 'u-1');
    await page.getByRole('heading', { level: 1, name: '概要' }).waitFor();
    await alter(data, "update account set disabled_at = 1 where name = 'sato'");
    await page.goto(`${collector.url}/hosts`);
    await page.getByRole('link', { name: 'シングルサインオンでサインイン' }).click();
    await page.getByText('このアカウントは停止されています。').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  test('when the provider is down the page says so, and local accounts go on', async () => {
    const who = await account(data, 'kanri', 'administrator');
    const { page } = await freshPage();
    await page.getByRole('heading', { name: 'サインイン' }).waitFor();
    await collector.stop();
    await provider.close();
    const args = [
      '--port',
      new URL(collector.url).port,
      '--agent-port',
      '0',
      '--oidc-issuer',
      provider.issuer,
      '--oidc-client-id',
      provider.clientId,
      '--oidc-client-secret-file',
      provider.secretFile,
      '--oidc-role',
      'auditor=kansa',
    ];
    collector = await startCollector({ data, args });
    await page.goto(collector.url);
    await page.getByRole('link', { name: 'シングルサインオンでサインイン' }).click();
    await page.getByText('シングルサインオンのサーバーが応答しません。').waitFor();
    await page.getByLabel('アカウント名').fill(who.name);
    await page.getByLabel('パスワード').fill(who.password);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '概要' }).waitFor();
    expect(page.url().startsWith(collector.url)).toBe(true);
  });
});
