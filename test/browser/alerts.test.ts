import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { identityOf, mailServer } from '../alerts/receivers.ts';
import type { Identity } from '../alerts/receivers.ts';
import { alter, findingsSettled } from '../support/database.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { locksOnLog } from '../support/held-locks.ts';
import { push } from '../support/push.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { chromiumMissing } from './chromium.ts';
import { pagesOfCollector, pictured, pressByKey } from './pages.ts';
import { sampleHosts, sampleReport } from './sample-hosts.ts';

describe.skipIf(chromiumMissing() !== null)('alerts and the collector itself', () => {
  const pages = pagesOfCollector(['--port', '0', '--agent-port', '0', '--alert-allow', '127.0.0.0/8']);
  const folder = makeScratchFolder();
  let identity: Identity;
  beforeAll(async () => {
    identity = await identityOf(join(folder, 'authority'));
  });
  afterAll(() => removeScratchFolder(folder));

  test('a channel and a rule are made, a test is sent and seen in the log', async () => {
    const password = 'a password that nobody sees again';
    const server = await mailServer(identity, 'starttls', password);
    const { page, complaints } = await pages.open(await pages.person('security'));
    await pages.visit(page, '/alerts', '通知');
    await page.getByText('通知の規則はまだありません').waitFor();
    await pictured(page, 'alerts-empty-ja');
    await page.getByRole('button', { name: '通知先を作る' }).click();
    await page.getByRole('textbox', { name: '名前', exact: true }).fill('情報政策課メール');
    await page.getByRole('textbox', { name: 'サーバー', exact: true }).fill('localhost');
    await page.getByLabel('ポート').fill(String(server.port));
    await page.getByLabel('差出人').fill('tenken@example.jp');
    await page.getByLabel('宛先').fill('joho@example.jp\nkansa@example.jp');
    await page.getByLabel('ユーザー名').fill('tenken');
    await page.getByLabel('パスワード', { exact: true }).fill(password);
    await page.getByLabel('サーバーの認証局（PEM）').fill(identity.authority);
    await page.getByRole('button', { name: '保存する' }).click();
    const channel = page.getByRole('row').filter({ hasText: '情報政策課メール' });
    await channel.getByText('joho@example.jp, kansa@example.jp').waitFor();

    await page.getByRole('button', { name: 'テスト送信: 情報政策課メール' }).click();
    await page.getByText(/情報政策課メール に送りました（\d+ ミリ秒）/).waitFor();
    expect(server.mails).toMatchObject([{ to: ['joho@example.jp', 'kansa@example.jp'], user: 'tenken' }]);
    const sent = page.getByRole('row').filter({ hasText: '[Tenken] テスト通知' });
    await sent.getByText('送信済み · 1回目').waitFor();

    await page.getByRole('button', { name: '規則を作る' }).click();
    await page.getByRole('textbox', { name: '名前', exact: true }).fill('期限の知らせ');
    await page.getByLabel('知らせること').selectOption('expiry');
    await page.getByLabel('何日前に知らせるか').fill('60');
    await page.getByLabel('送る時').selectOption('weekly');
    await page.getByLabel('曜日').selectOption('1');
    await page.getByRole('checkbox', { name: /情報政策課メール/ }).check();
    await page.getByRole('button', { name: '試算する' }).click();
    await page.getByText(/今なら \d+件について \d+通/).waitFor();
    await pictured(page, 'alerts-rule-form-ja');
    const save = page.getByRole('button', { name: '保存する' });
    await save.click();
    await save.waitFor({ state: 'detached' });
    const rule = page.getByRole('row').filter({ hasText: '期限の知らせ' });
    await rule.getByText('毎週月曜日 08:30').waitFor();

    // In the other language, with another rule; the secret has not come back.
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
    await page.getByRole('button', { name: 'Make a rule' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('New failures');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row').filter({ hasText: 'At once, 60 minutes apart or more' }).waitFor();
    await page.getByRole('link', { name: 'Change: 情報政策課メール' }).click();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await page.getByText('Stored; type only to change it').waitFor();
    await pictured(page, 'alerts-en');
    expect(complaints).toEqual([]);
  });

  test('a destination that the machine does not allow is told in words', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'), { language: 'en' });
    await pages.visit(page, '/alerts?channel=new', 'Alerts');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('metadata');
    await page.getByLabel('Kind').selectOption('webhook');
    await page.getByLabel('Address (https://)').fill('http://169.254.169.254/latest');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Address \(https:\/\/\): .*nothing is sent there/).waitFor();
    expect(
      await page.getByLabel('Address (https://)').evaluate((box) => box === document.activeElement),
    ).toBe(true);
    await pictured(page, 'channel-refused-en');
    await page.getByLabel('Address (https://)').fill('https://169.254.169.254/latest');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'Webhook (JSON) · not signed' }).waitFor();
    await page.getByRole('button', { name: 'Send a test: metadata' }).click();
    await page.getByText(/Not sent to metadata: .*cloud metadata address.*--alert-allow/).waitFor();
    expect(complaints.filter((one) => !/400/.test(one))).toEqual([]);
  });

  test('settings of agents are changed, with their history; feeds and jobs are seen', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    await pages.visit(page, '/settings', '設定');
    await page.getByLabel('収集の間隔（分）').fill('120');
    await page.getByLabel('測定するTLSサーバー').fill('www.example.jp:443\nほげ');
    await page.getByRole('button', { name: '変更する' }).click();
    await page.getByText('2つ目が HOST:PORT の形ではありません').waitFor();
    await page.getByLabel('測定するTLSサーバー').fill('www.example.jp:443\nmail.example.jp:587/smtp');
    await page.getByRole('checkbox', { name: 'ウイルス対策ソフトの状態' }).check();
    await page.getByRole('button', { name: '変更する' }).click();
    await page.getByText(/ウイルス対策ソフトの状態の収集を全ての端末・機器で止めます。.*最大\d+件/).waitFor();
    await pictured(page, 'settings-off-ja');
    await page.getByRole('button', { name: '収集を止める' }).click();
    const history = page.getByRole('region', { name: '変更の履歴' }).getByRole('row');
    await history.filter({ hasText: 'アカウント administrator' }).getByText(/120/).waitFor();
    await pictured(page, 'settings-ja');
    await pages.visit(page, '/feeds', '参照データ');
    await page.getByText('信用する署名鍵はありません。').waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByLabel('ファイル', { exact: true }).click(),
    ]);
    await chooser.setFiles({
      name: 'wrong.tenken-feed',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('no bundle'),
    });
    await page.getByRole('button', { name: '取り込む', exact: true }).click();
    await page.getByText('取り込めませんでした: wrong.tenken-feed').waitFor();
    await page.getByText(/ZIP形式のファイルでないか、途中で切れている/).waitFor();
    // The import has closed its connections; those of the collector go on as they were.
    expect(locksOnLog(pages.collector)).not.toBe(0);
    await pictured(page, 'feeds-ja');
    await pages.visit(page, '/jobs', '稼働状況');
    const checked = page.getByRole('table', { name: 'コレクターの状態' });
    // Where no host has enrolled there is nothing to lose yet; those of a server are not seen from here.
    const [backups, state] =
      inject('postgres') === undefined
        ? ['バックアップはまだありません。', '良好']
        : ['そのバックアップはここからは分かりません。', '不明'];
    await checked.getByRole('row').filter({ hasText: backups }).getByText(state, { exact: true }).waitFor();
    await page.getByRole('row').filter({ hasText: '参照データの取込み' }).getByText('失敗').waitFor();
    await pictured(page, 'jobs-ja');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('row').filter({ hasText: 'Judgement' }).getByText('Idle').waitFor();
    expect(complaints.filter((one) => !/400/.test(one))).toEqual([]);
  });

  test('judging anew is paused, looked at before and resumed; a pause is told wherever verdicts are summed up', async () => {
    const [agent] = await enrolAgents(pages.collector, 1);
    const [host] = sampleHosts;
    if (!agent || !host) throw new Error('too few hosts');
    await push(pages.collector, agent, (await sampleReport(agent, host)).body);
    await findingsSettled(pages.data);
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    await pages.visit(page, '/jobs', '稼働状況');
    const judging = page.getByRole('region', { name: '全ホストの再判定' });
    await judging.getByText('1台すべてに反映済みです。').waitFor();
    await pressByKey(judging.getByRole('button', { name: '再判定を一時停止する' }));
    await judging.getByText('再判定を待つホストはまだありません。').waitFor();
    // What a former version judged otherwise.
    await alter(pages.data, "update finding set outcome = 'fail' where control = 'time-synchronized'");
    await alter(pages.data, 'update judging_edition set number = number + 1, whole = number + 1');
    await pressByKey(judging.getByRole('button', { name: '変わる判定を試算する' }));
    const changes = judging.getByRole('table', { name: '変わる判定' });
    const change = changes.getByRole('row').filter({ hasText: '時刻が同期されている' }).first();
    await change.getByText('適合', { exact: true }).waitFor({ timeout: 20_000 });
    expect(await change.getByText('不適合').count()).toBe(1);
    await judging.getByText('1台中1台で判定が変わります。').waitFor();
    await page.reload();
    await judging.getByText('1台中1台の判定は最新ではありません。').waitFor();
    await change.waitFor();
    const health = page.getByRole('table', { name: 'コレクターの状態' }).getByRole('row');
    await health.filter({ hasText: '再判定を一時停止しています' }).getByText('注意').waitFor();
    await pictured(page, 'judging-ja');
    await pages.visit(page, '/', '概要');
    await page.getByText(/全ホストの再判定を一時停止しています。/).waitFor();
    await pictured(page, 'judging-overview-ja', 'seen');
    const reader = await pages.open(await pages.person('auditor'), { language: 'en' });
    await pages.visit(reader.page, '/', 'Overview');
    await reader.page.getByText('Judging all hosts anew is paused.').waitFor();
    await pages.visit(reader.page, '/jobs', 'Collector status');
    const seen = reader.page.getByRole('region', { name: 'Judging all hosts anew' });
    await seen.getByText('Of 1 hosts 1 are not judged by what holds now.').waitFor();
    expect(await seen.getByRole('button').count()).toBe(0);
    await pictured(reader.page, 'judging-en', 'seen');
    await pages.visit(page, '/jobs', '稼働状況');
    await judging.getByRole('button', { name: '再判定を再開する' }).click();
    await judging.getByText('1台すべてに反映済みです。').waitFor({ timeout: 20_000 });
    await pages.visit(page, '/', '概要');
    expect(await page.getByText('再判定を一時停止しています').count()).toBe(0);
    expect([...complaints, ...reader.complaints]).toEqual([]);
  });

  test('the audit log is filtered in its address and checked; roles and scopes are in words', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'));
    await pages.visit(page, '/audit?action=agent-settings-changed', '監査ログ');
    const change = page.getByRole('row').filter({ hasText: 'アカウント administrator' });
    await change.getByText('収集の間隔（分）: 120').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'サインイン' }).count()).toBe(0);
    await page.getByLabel('実行者').fill('nobody-of-this-name');
    await page.getByRole('button', { name: '絞り込む' }).click();
    await page.getByText('この条件の記録はありません。').waitFor();
    expect(new URL(page.url()).searchParams.get('actor')).toBe('nobody-of-this-name');
    await page.getByRole('link', { name: '絞り込みをやめる' }).click();
    await page.getByRole('button', { name: '改ざんの有無を確かめる' }).click();
    await page.getByText(/〇 改ざんはありません: \d+行/).waitFor();
    await pictured(page, 'audit-filter-ja');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV で保存' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('audit.csv');
    await page.getByRole('button', { name: 'English' }).click();
    await pages.visit(page, '/accounts', 'Accounts');
    await page
      .getByRole('row')
      .filter({ hasText: 'change rules and channels of alerts, send tests' })
      .getByRole('img', { name: 'yes' })
      .first()
      .waitFor();
    await pictured(page, 'roles-en');
    await pages.visit(page, '/api-tokens', 'API tokens');
    await page.getByLabel('Label').fill('siem');
    await page.getByLabel('read the audit log').check();
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'siem' }).getByText('read the audit log').waitFor();
    expect(complaints).toEqual([]);
  });
});
