import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ItemSheet } from '../../collector/src/api/assessment-schemas.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import { nextYear } from '../support/console.ts';
import type { Visitor } from '../support/people.ts';
import { push } from '../support/push.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { chromiumMissing } from './chromium.ts';
import { pagesOfCollector, pictured, settled } from './pages.ts';
import { hostileName, sampleHosts, sampleReport } from './sample-hosts.ts';

const downloads = resolve(import.meta.dirname, '../output/downloads');

describe.skipIf(chromiumMissing() !== null)('the workbench', () => {
  const pages = pagesOfCollector();
  let sato: Visitor;
  let large = '';
  let small = '';

  beforeAll(async () => {
    mkdirSync(downloads, { recursive: true });
    const agents = await enrolAgents(pages.collector, 3);
    const chosen = [sampleHosts[0], sampleHosts[1], sampleHosts.at(-1)];
    for (const [place, agent] of agents.entries()) {
      const host = chosen[place];
      if (!host) throw new Error('no sample host');
      await push(pages.collector, agent, (await sampleReport(agent, host)).body);
    }
    sato = await pages.person('compliance', 'sato');
    const kinds = { nwsystem: 'inquirer', mynaportal: 'service-provider' };
    const body = { name: hostileName, labels: [], organisation: { name: '点検市', kinds } };
    await sato.call('PUT', '/api/v1/systems/juki', { body });
    large = await opened('nwsystem', 'occasional');
    small = await opened('mynaportal', 'pre-application');
  });

  async function opened(checklist: string, rule: string): Promise<string> {
    const body = { system: 'juki', checklist, rule };
    const answer = await sato.call('POST', '/api/v1/assessments', { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.json));
    return String(answer.json['id']);
  }

  async function itemOf(assessment: string, id: string): Promise<ItemSheet['item']> {
    const { json } = await sato.call('GET', `/api/v1/assessments/${assessment}/items/${id}`);
    return (json as ItemSheet).item;
  }

  const remarks = (page: Page) => page.getByRole('textbox', { name: /^(特記事項|Remarks)$/ });
  const said = (page: Page, words: string) => page.getByText(words, { exact: true }).waitFor();

  async function chosen(page: Page, label: string | RegExp, buffer: Buffer): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByLabel(label).click()]);
    await chooser.setFiles({ name: 'd.csv', mimeType: 'text/csv', buffer });
  }

  async function bench(page: Page, item = ''): Promise<void> {
    const query = item === '' ? '' : `?item=${item}`;
    await pages.visit(page, `/assessments/${large}${query}`, /./);
    await remarks(page).waitFor();
  }

  test('an item is marked by keyboard alone', async () => {
    const { page, complaints } = await pages.open(sato);
    await bench(page);
    const current = page.locator('nav [data-item][aria-current]');
    const heading = page.locator('[data-field="heading"]');
    await pictured(page, 'workbench-ja');
    const first = await heading.textContent();
    await page.keyboard.press('j');
    await expect.poll(() => heading.textContent(), { timeout: 10_000 }).not.toBe(first);
    expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('k');
    await expect.poll(() => heading.textContent(), { timeout: 10_000 }).toBe(first);
    expect(await current.count()).toBe(1);

    // What somebody types is no command, and neither is what an input method composes.
    await page.keyboard.press('e');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('該当するシステムがない。3jk?/');
    await page.keyboard.press('Control+Enter');
    await said(page, '保存しました');
    expect(await heading.textContent()).toBe(first);
    await page.evaluate(() =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'j', isComposing: true, bubbles: true }),
      ),
    );
    expect(await heading.textContent()).toBe(first);

    await page.keyboard.press('3');
    await page.getByText('（人が選択）').waitFor();
    expect(await itemOf(large, '1')).toMatchObject({
      role: 'not-applicable',
      mark: '－',
      remarks: '該当するシステムがない。3jk?/',
    });
    // On paper there are texts, and what nobody has answered says so: no boxes, empty or too small.
    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('main').innerText();
    for (const words of [
      '該当するシステムがない。3jk?/',
      '人が確かめること',
      '（未回答）',
      '計画はありません',
    ]) {
      expect(paper).toContain(words);
    }
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    // What is not supported is refused in words.
    await page.keyboard.press('0');
    await page.getByText('（人が選択）').waitFor({ state: 'detached' });
    await page.keyboard.press('1');
    await page.getByRole('alert').filter({ hasText: '認められない' }).waitFor();

    // Files that wait for their answer are still there after a look at another item.
    await chosen(page, '添付ファイル', Buffer.from('規程'));
    await heading.focus();
    await page.keyboard.press('j');
    await expect.poll(() => heading.textContent(), { timeout: 10_000 }).not.toBe(first);
    expect(await page.getByText('d.csv').count()).toBe(0);
    await page.keyboard.press('k');
    await page.getByText('d.csv').waitFor();
    await page.getByRole('button', { name: '選択を取り消す' }).click();
    // What is too large is told before it is sent.
    await chosen(page, '添付ファイル', Buffer.alloc(10.5 * 1024 * 1024));
    await page.getByText('合わせて10 MiBを超えています（10.5 MiB）').waitFor();
    await page.getByRole('button', { name: '選択を取り消す' }).click();

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'キー操作' });
    await help.waitFor();
    const all = help.getByRole('switch', { name: '一文字のキー操作を使う' });
    await all.focus();
    await page.keyboard.press('Space');
    expect(await all.isChecked()).toBe(false);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    expect(await heading.textContent()).toBe(first);
    await page.evaluate(() => localStorage.removeItem('tenken-single-keys'));
    await bench(page);
    await page.keyboard.press('/');
    await page.keyboard.type('ウイルス');
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain('text=');
    expect(await page.locator('nav [data-item]').count()).toBeLessThan(20);
    // On a tablet the page ends where its content does, however long the list is.
    await page.setViewportSize({ width: 768, height: 1024 });
    await bench(page);
    const below = await page.evaluate(() => {
      const end = document.querySelector('main')?.getBoundingClientRect().bottom ?? 0;
      return document.documentElement.scrollHeight - (end + scrollY);
    });
    expect(below).toBeLessThan(200);

    // An attached file is taken away by itself, when the answer is saved.
    const path = '/api/v1/systems/juki/checklists/nwsystem/items/5/attestation';
    const files = ['規程.txt', '誤.txt'].map((name) => ({
      name,
      content: Buffer.from(name).toString('base64'),
    }));
    const body = { answer: 'done', until: nextYear, person: '佐藤', files };
    expect((await sato.call('PUT', path, { body })).status).toBe(200);
    await bench(page, '5');
    await page.getByRole('button', { name: '誤.txt を外す' }).click();
    await page.getByText('申告を保存すると外れます。').waitFor();
    await page.getByRole('button', { name: '申告を保存する' }).click();
    await page.getByRole('link', { name: '誤.txt' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '規程.txt' }).waitFor();

    // Who sends what is much too large hears why, and does not take the collector for gone.
    const refused = await page.evaluate(async () => {
      const session = (await (await fetch('/api/v1/session')).json()) as { csrfToken: string };
      const headers = { 'content-type': 'application/octet-stream', 'x-tenken-csrf': session.csrfToken };
      const tooMuch = { method: 'PUT', body: new Uint8Array(24 * 1024 * 1024), headers };
      return (await fetch('/api/v1/checklists/nwsystem/wording', tooMuch)).status;
    });
    expect(refused).toBe(413);
    expect(complaints.filter((one) => !/409|413/.test(one))).toEqual([]);
  });

  test('two people write of one item: both are told, and neither text is lost', async () => {
    const suzuki = await pages.person('compliance', 'suzuki');
    const [one, other] = await Promise.all([pages.open(sato), pages.open(suzuki, { language: 'en' })]);
    await Promise.all([bench(one.page, '44'), bench(other.page, '44')]);
    await other.context.setOffline(true);
    await remarks(other.page).fill('鈴木の文');
    await remarks(other.page).blur();
    await other.page.getByText(/Not saved yet\. The text is kept/).waitFor();
    await remarks(one.page).fill('佐藤の文');
    await remarks(one.page).blur();
    await said(one.page, '保存しました');
    await other.context.setOffline(false);
    const conflict = other.page.getByRole('alert').filter({ hasText: 'saved first' });
    await conflict.waitFor();
    expect(await conflict.textContent()).toMatch(/sato.*鈴木の文.*佐藤の文/s);
    expect((await itemOf(large, '44')).remarks).toBe('佐藤の文');
    await pictured(other.page, 'workbench-conflict-en');
    await conflict.getByRole('button', { name: 'Put both together' }).click();
    await said(other.page, 'Saved');
    expect((await itemOf(large, '44')).remarks).toBe('佐藤の文\n鈴木の文');

    // Nobody has answered by opening the page.
    const answer = other.page.locator('select[data-field="answer"]');
    expect(await answer.inputValue()).toBe('');
    expect(await answer.evaluate((choice: HTMLSelectElement) => choice.checkValidity())).toBe(false);

    // A plan is saved with a button: who comes second is told there too, and keeps what was typed.
    const path = '/api/v1/systems/juki/checklists/nwsystem/items/44/plan';
    await other.page.getByLabel('Owner').fill('鈴木');
    const body = { owner: '佐藤', due: nextYear, text: '佐藤の計画' };
    expect((await sato.call('PUT', path, { body })).status).toBe(200);
    await other.page.getByLabel('Due').fill(nextYear);
    await other.page.getByLabel('What will be done').fill('鈴木の計画');
    await other.page.getByRole('button', { name: 'Save the plan' }).click();
    await conflict.waitFor();
    expect(await conflict.textContent()).toMatch(/鈴木の計画.*佐藤の計画/s);
    await conflict.getByRole('button', { name: 'Keep yours' }).click();
    await other.page.getByRole('button', { name: 'Save the plan' }).click();
    await expect
      .poll(async () => (await itemOf(large, '44')).plan?.text, { timeout: 20_000 })
      .toBe('鈴木の計画');

    // It is taken back as it was read: who comes second takes nothing back that they have not seen.
    const late = { ...body, text: '佐藤が後で' };
    await other.page.getByRole('button', { name: 'Withdraw the plan' }).click();
    const firstBySato = async (route: Route) => {
      expect((await sato.call('PUT', path, { body: late })).status).toBe(200);
      await route.continue();
    };
    await other.page.route(`**${path}`, firstBySato, { times: 1 });
    await other.page.getByRole('button', { name: /^Withdraw the plan: / }).click();
    await other.page.getByRole('alert').filter({ hasText: 'Somebody else changed it first' }).waitFor();
    expect((await itemOf(large, '44')).plan?.text).toBe('佐藤が後で');
    await expect
      .poll(() => other.page.getByLabel('What will be done').inputValue(), { timeout: 20_000 })
      .toBe('佐藤が後で');
  });

  test('the collector is killed while somebody types, and the window is closed: no word is lost', async () => {
    const { page, context } = await pages.open(sato);
    await bench(page, '2');
    const { url, agentUrl } = pages.collector;
    await pages.collector.kill();
    await remarks(page).fill('止まっている間に書いた文');
    await remarks(page).blur();
    await page.getByText(/まだ保存できていません/).waitFor();
    await page.getByText(/途切れた時刻/).waitFor();
    await page.close();
    const args = ['--port', new URL(url).port, '--agent-port', new URL(agentUrl).port];
    pages.collector = await startCollector({ data: pages.data, args });
    const again = await context.newPage();
    await bench(again, '3');
    await expect
      .poll(async () => (await itemOf(large, '2')).remarks, { timeout: 30_000 })
      .toBe('止まっている間に書いた文');
  });

  test('three people freeze, review and close; the pack is made, fetched and verified', async () => {
    const [suzuki, tanaka] = [
      await pages.person('compliance', 'suzuki'),
      await pages.person('administrator', 'tanaka'),
    ];
    const first = await pages.open(sato);
    const finish = (page: Page) =>
      pages.visit(page, `/assessments/${small}/finish`, /^固定・確認・書き出し: マイナ/);
    await finish(first.page);
    await first.page
      .getByText('1の項目', { exact: false })
      .or(first.page.getByText('未判定の項目が1あります。'))
      .waitFor();
    const path = '/api/v1/systems/juki/checklists/mynaportal/items/1.1/attestation';
    const body = { answer: 'done', until: nextYear, note: '規程で確認' };
    expect((await sato.call('PUT', path, { body })).status).toBe(200);
    await first.page.getByLabel('様式に印字する職・氏名').fill('情報政策課 係長 佐藤太郎');
    /** Nothing is signed at one click: what is signed is shown first. */
    const sign = async (page: Page, action: string, shown: RegExp) => {
      const button = page.getByRole('button', { name: action, exact: true });
      await button.click();
      const sure = page.getByRole('dialog');
      await sure.getByText('問われる項目').waitFor();
      expect(await sure.innerText()).toMatch(shown);
      await sure.getByRole('button', { name: 'やめる' }).last().click();
      await sure.waitFor({ state: 'detached' });
      await expect
        .poll(() => button.evaluate((one) => one === document.activeElement), { timeout: 10_000 })
        .toBe(true);
      await page.keyboard.press('Enter');
      await sure.getByText('問われる項目').waitFor();
      if (action === '固定する') await pictured(page, 'finish-confirm-ja');
      await sure.getByRole('button', { name: action, exact: true }).click();
      await sure.waitFor({ state: 'detached' });
    };
    const freeze = async () => {
      await sign(
        first.page,
        '固定する',
        /マイナポータル[^]*佐藤太郎[^]*今（固定したとき）[^]*問われる項目\s+1\s/,
      );
      await first.page.getByText('この点検を固定した人とは別の人が行います。').waitFor();
    };
    await freeze();
    await first.page.getByText('情報政策課 係長 佐藤太郎').waitFor();
    const head = first.page.getByRole('heading', { name: '1. 固定（作成者）' });
    await expect
      .poll(() => head.evaluate((one) => one === document.activeElement), { timeout: 10_000 })
      .toBe(true);

    // Whoever reviews it may give it back: it is worked on again, and says why.
    const second = await pages.open(suzuki);
    await finish(second.page);
    await second.page.getByRole('button', { name: '差し戻す…' }).click();
    await second.page.getByLabel('理由（何を直すか）').fill('<b>根拠</b>の規程の版を書くこと');
    await pictured(second.page, 'finish-send-back-ja');
    await second.page.getByRole('button', { name: '差し戻す', exact: true }).click();
    const sentBack = first.page.getByRole('list', { name: '差戻し' });
    await sentBack.getByText('<b>根拠</b>の規程の版を書くこと').waitFor();
    await sentBack.getByText(/差し戻された固定: 情報政策課 係長 佐藤太郎/).waitFor();
    await first.page.getByLabel('様式に印字する職・氏名').fill('情報政策課 係長 佐藤太郎');
    await freeze();
    expect(first.complaints).toEqual([]);

    await sign(second.page, '確認した', /確認は自分では取り消せません/);
    await second.page.getByLabel('確認者と承認者を一人が兼ねる').waitFor();

    const third = await pages.open(tanaka);
    await finish(third.page);
    await third.page.getByLabel('様式に印字する職・氏名').fill('総務部長 田中一郎');
    await sign(third.page, '承認して終える', /田中一郎[^]*承認は取り消せません/);
    await third.page.getByText('残っていることはありません。').waitFor();
    // What may be handed in is chosen as soon as it may be.
    expect(await third.page.getByLabel('提出用', { exact: true }).isChecked()).toBe(true);
    await third.page.getByRole('button', { name: 'パックを作る' }).click();
    const job = third.page.getByRole('article', { name: '証跡パック' });
    await job.getByRole('progressbar').waitFor();
    const link = job.getByRole('link', { name: /^ダウンロード/ });
    // Seconds of work, on a machine that may have other work.
    await link.waitFor({ timeout: 90_000 });
    const [download] = await Promise.all([third.page.waitForEvent('download'), link.click()]);
    const pack = join(downloads, 'workbench.zip');
    await download.saveAs(pack);
    const verified = await runTenken(['verify', pack]);
    expect([verified.code, verified.errors]).toEqual([0, '']);
    const fingerprint = await job.locator('[data-fingerprint]').textContent();
    expect(fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){15}$/i);
    expect(verified.output).toContain(fingerprint);
    await job.getByText('検証のしかた').click();
    await pictured(third.page, 'finish-ja');
    expect(third.complaints).toEqual([]);
  });

  test('systems: ledger, gaps, and faults of a declaration in the language of the page', async () => {
    const { page, complaints } = await pages.open(sato);
    await pages.visit(page, '/systems/juki', hostileName);
    const ledger = Buffer.from('管理番号,コンピュータ名\r\n001,kojin-ap01\r\n002,nowhere\r\n');
    await chosen(page, '台帳（CSV）', ledger);
    await page.getByRole('button', { name: '台帳を取り込む' }).click();
    await page.getByText(/2台（対象外 0台）を取り込みました/).waitFor();
    await page.getByText('台帳にあり、登録がない (1)').click();
    await page.getByText('002 nowhere').waitFor();
    await page.getByText('報告があり、台帳にない (2)').click();
    await page.getByRole('link', { name: hostileName, exact: true }).waitFor();
    const row = page.getByRole('row').filter({ hasText: '利用を認めたソフトウェア' });
    await row.getByRole('button', { name: '届け出る' }).click();
    await page.getByLabel(/^見直し期限/).fill(nextYear);
    const csv = Buffer.from('ソフトウェア名,色\r\n一太郎,青\r\n');
    await chosen(page, 'CSVで取り込む（任意）', csv);
    await page.getByRole('button', { name: '届け出る', exact: true }).last().click();
    await page.getByText("列 '色' は知られていない。").waitFor();
    await pictured(page, 'system-ja');
    const good = Buffer.from('ソフトウェア名\r\n一太郎\r\nFirefox\r\n');
    await chosen(page, /d\.csv|CSVで取り込む/, good);
    await page.getByRole('button', { name: '届け出る', exact: true }).last().click();
    await row.getByText('有効', { exact: true }).waitFor();
    // While the form is there its file may be lost, and the browser asks before it leaves.
    await page.getByLabel(/^見直し期限/).waitFor({ state: 'detached' });
    await pages.visit(page, '/systems', '関係システム');
    const id = page.locator('input[name="id"]');
    await id.fill('Ｊｕｋｉ－２');
    await id.blur();
    expect(await id.inputValue()).toBe('juki-2');
    await page.locator('input[name="name"]').fill('住民記録');
    await page.locator('input[name="organisation"]').fill('機関');
    await id.fill('住民記録');
    await id.press('Enter');
    await page.getByText(/^半角の英小文字か数字で始め/).waitFor();
    // Forms that are for one kind of organisation alone ask for none.
    const kindsOfOne = page.locator('select[name^="kind "]');
    await kindsOfOne.first().waitFor();
    const kinds = await kindsOfOne.evaluateAll((lists) =>
      lists.map((list) => list.querySelectorAll('option[value]:not([value=""])').length),
    );
    expect(kinds).toHaveLength(2);
    expect(Math.min(...kinds)).toBeGreaterThan(1);
    await page.getByRole('link', { name: hostileName, exact: true }).waitFor();
    await pictured(page, 'systems-ja');
    await pages.visit(page, '/assessments', '点検');
    await pictured(page, 'assessments-ja');
    expect(complaints.filter((one) => !/400/.test(one))).toEqual([]);
  });

  test('a waiver is asked for by one, decided by another, and revoked; an auditor only looks', async () => {
    const chief = await pages.person('security', 'chief');
    const { page } = await pages.open(sato);
    await pages.visit(page, '/waivers?control=os-patched', '例外');
    await page.getByLabel(/^期限/).fill(nextYear);
    // A host is found by its name and chosen by keys; words that are none are no waiver for all.
    const picker = page.getByRole('combobox', { name: /^端末・機器（任意）/ });
    await picker.fill('なにもない');
    await page.getByText('見つかりません').waitFor();
    expect(await picker.evaluate((box: HTMLInputElement) => box.checkValidity())).toBe(false);
    await picker.fill(hostileName.slice(0, 4));
    await page.locator('div[role=option]').filter({ hasText: hostileName }).waitFor();
    await pictured(page, 'waiver-host-ja');
    await picker.press('Enter');
    await page.getByText(/^選択中: /).waitFor();
    expect(await picker.inputValue()).toBe(hostileName);
    expect(await picker.evaluate((box: HTMLInputElement) => box.checkValidity())).toBe(true);
    await page.getByRole('textbox', { name: /^理由/ }).fill('<b>仮想パッチ</b>');
    const kind = page.getByLabel('理由の種類');
    expect(await kind.evaluate((box: HTMLSelectElement) => box.checkValidity())).toBe(false);
    await kind.selectOption('compensating');
    await page.getByRole('button', { name: '申請する' }).click();
    const asked = page.getByRole('row').filter({ hasText: '<b>仮想パッチ</b>' });
    await asked.getByText('別の人が決めます').waitFor();
    await asked.getByRole('link', { name: hostileName }).waitFor();
    await expect.poll(() => picker.inputValue()).toBe('');
    expect(await asked.getByRole('button', { name: '認める' }).count()).toBe(0);
    const decider = await pages.open(chief, { language: 'en' });
    await pages.visit(decider.page, '/waivers', 'Waivers');
    await pictured(decider.page, 'waivers-en');
    // What somebody did themselves is no report.
    expect(await page.getByText('新しい報告を反映して表示を更新しました。').count()).toBe(0);
    await decider.page.getByRole('button', { name: 'Approve' }).click();
    await decider.page.getByRole('cell', { name: 'in force', exact: true }).waitFor();
    await decider.page.getByRole('button', { name: 'Revoke' }).click();
    await decider.page.getByRole('button', { name: /^Revoke: / }).click();
    await decider.page.getByText('No waiver is in force or waits').waitFor();
    expect(decider.complaints).toEqual([]);

    const auditor = await pages.open(await pages.person('auditor'), { language: 'en' });
    await pages.visit(auditor.page, `/assessments/${large}?item=44`, /./);
    await auditor.page.getByText('Your role may look, and change nothing here.').waitFor();
    expect(await remarks(auditor.page).count()).toBe(0);
    expect(await auditor.page.getByRole('button', { name: 'Save the answer' }).count()).toBe(0);
    await settled(auditor.page);
    await pictured(auditor.page, 'workbench-auditor-en');
    expect(auditor.complaints).toEqual([]);
  });
});
