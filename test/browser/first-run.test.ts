import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { chromiumMissing } from './chromium.ts';
import { pagesOfCollector, pictured } from './pages.ts';
import { focusOf } from './settled.ts';

const root = resolve(import.meta.dirname, '../..');

/** What somebody pastes into a shell on a machine that has the program. */
async function paste(command: string): Promise<{ code: number; output: string }> {
  const folder = makeScratchFolder();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  try {
    const shell = spawn('bash', ['-e'], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
        TENKEN_DATA: '',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    shell.stdin.end(command);
    const [[code], output, errors] = await Promise.all([
      once(shell, 'close') as Promise<[number]>,
      text(shell.stdout),
      text(shell.stderr),
    ]);
    return { code, output: `${output}${errors}` };
  } finally {
    removeScratchFolder(folder);
  }
}

describe.skipIf(chromiumMissing() !== null)('the first run', () => {
  const pages = pagesOfCollector();

  test('leads from the code on the console to the first results of another host', async () => {
    const { page, complaints } = await pages.open(null);
    await page.goto(pages.collector.url);
    await page.getByText('まだアカウントがありません。').waitFor();
    const address = /https:\S+\/setup#\S+/.exec(pages.collector.output())?.[0];
    await page.goto(String(address));
    // The code is in the form, and no longer where the history or somebody beside the screen would find it.
    const code = String(address?.split('#')[1]);
    expect(await page.getByLabel('初回コード').inputValue()).toBe(code);
    expect(page.url()).toBe(`${pages.collector.url}/setup`);
    await page.reload();
    expect(await page.getByLabel('初回コード').inputValue()).toBe(code);
    await pictured(page, 'setup-ja');
    // Nobody is signed in, and waiting does not change that.
    let asked = 0;
    page.on('request', () => (asked += 1));
    await page.clock.install();
    await page.clock.runFor('05:00');
    expect(asked).toBe(0);
    await page.clock.resume();
    await page.getByLabel('アカウント名').fill('kanri');
    await page.getByLabel('表示名').fill('管理 花子');
    await page.getByLabel('パスワード', { exact: false }).first().fill('a long and quiet sentence');
    await page.getByLabel('パスワード（もう一度）').fill('a long and quiet sentence');
    await page.getByRole('button', { name: '管理者を作る' }).click();
    await page.getByRole('heading', { level: 1, name: 'はじめの設定' }).waitFor();

    // The second factor may wait.
    const step = (name: string) => page.getByRole('listitem', { name });
    await step('認証アプリ').getByRole('button', { name: 'あとで設定する' }).click();
    await step('認証アプリ').getByText('あとで', { exact: true }).waitFor();
    await pictured(page, 'start-ja');

    await page.getByLabel('組織名').fill('点検市');
    await page.getByLabel('関係システム名').fill('住民記録');
    expect(await page.getByLabel('システムのID').inputValue()).toBe('');
    await page.getByLabel('システムのID').fill('juki');
    await page.getByLabel(/^機関の種別: .*接続/).selectOption('inquirer');
    await page.getByLabel('集約機関に接続している').check();
    await page.getByRole('button', { name: '組織とシステムを登録する' }).click();
    await page.getByText('点検市の「住民記録」を登録しました。').waitFor();
    // The form has gone; whoever sent it is still at its step.
    await expect.poll(() => focusOf(page)).toMatch(/組織と最初の関係システム|登録しました/);
    await page.getByRole('link', { name: '「住民記録」の画面で機関の種別を選ぶ' }).first().waitFor();

    // Left and taken up again: what is done stays done, and the overview says what is open.
    await page.getByRole('navigation').getByRole('link', { name: '概要' }).click();
    const reminder = page.getByText('はじめの設定が 2 件残っています: チェックリスト、端末・機器');
    await reminder.waitFor();
    // Paper and a wall show it to others.
    await page.emulateMedia({ media: 'print' });
    expect(await reminder.isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.getByRole('link', { name: '壁掛け表示' }).click();
    await page.getByRole('link', { name: '通常の表示に戻る' }).waitFor();
    expect(await reminder.isVisible()).toBe(false);
    await page.getByRole('link', { name: '通常の表示に戻る' }).click();
    await page.getByRole('link', { name: '続ける' }).click();
    await page.getByRole('checkbox', { name: /安全管理措置一覧及び自己点検表/ }).check();
    await page.getByLabel('点検の種類').selectOption({ label: '定期点検' });
    await page.getByRole('button', { name: '点検を開く' }).click();
    await page.getByText('点検を開いてあります').waitFor();

    await page.getByRole('main').getByRole('link', { name: '端末・機器を加える' }).click();
    await page.getByText('トークンを発行すると、登録を待ち始めます。').waitFor();
    const note = page.getByRole('note');
    await note.getByText('コレクターを動かしている機器からだけ接続できます').waitFor();
    expect(await note.getByRole('code').innerText()).toMatch(
      /^npx tenken collector run --data \S+ .*--listen 0\.0\.0\.0 --agent-listen 0\.0\.0\.0 --public-name \S+$/,
    );
    await page.getByLabel('ラベル').fill('窓口');
    await page.getByRole('button', { name: 'トークンを発行する' }).click();
    await page.getByText('登録を待っています…').waitFor();
    expect(await focusOf(page)).toBe('別のトークンを発行する');
    await page.evaluate(() => scrollTo(0, 0));
    await pictured(page, 'add-host-linux-ja');
    for (const name of ['Windows', 'macOS', 'SSH', 'ファイルで運ぶ']) {
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tabpanel', { name }).waitFor();
    }
    await page.getByRole('tab', { name: 'Linux' }).click();
    const command = await page.getByRole('region', { name: 'Linux' }).innerText();
    expect(command).toContain(`--server ${pages.collector.url} `);
    expect(command).toContain('-----END CERTIFICATE-----');
    // A machine that cannot be enrolled sends nothing by an identity that it had before.
    const again = await paste(`set +e\nnpx() { echo "ran $*"; [ "$3" != enroll ]; }\n${command}`);
    expect(again.output).toContain('ran tenken agent enroll ');
    expect(again.output).not.toContain('run --once');
    const done = await paste(command);
    expect(done.output).toMatch(/enrolled as [\w-]{36}\n/);
    expect(done.code).toBe(0);
    const arrivals = page.getByRole('main').getByRole('status').filter({ hasText: '適合' });
    await arrivals.getByRole('link').waitFor({ timeout: 20_000 });
    await page.getByText('登録を待っています…').waitFor({ state: 'detached' });
    // What lies half under the header that stays would count as too small to hit.
    await page.evaluate(() => scrollTo(0, 0));
    await pictured(page, 'add-host-arrived-ja');
    expect(complaints).toEqual([]);
  });

  test('is said in English, and who comes later finds it done', async () => {
    const { page, complaints } = await pages.open(await pages.person('administrator'), { language: 'en' });
    await pages.visit(page, '/start', 'First steps');
    await page.getByText('Its assessment is open').waitFor();
    await pictured(page, 'start-en');
    await pages.visit(page, '/add-host', 'Add a host');
    await page.getByRole('tab', { name: 'SSH' }).click();
    await page.getByLabel('Address of the machine').fill('db1:2222');
    await page.getByText('npx tenken scan --host ssh://tenken@db1:2222 --key').waitFor();
    await pictured(page, 'add-host-ssh-en');
    expect(complaints).toEqual([]);
  });
});
