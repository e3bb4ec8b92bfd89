import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeShiftJis } from '../../collector/src/documents/japanese/shift-jis.ts';
import { runTenken } from '../support/collector-process.ts';
import { line } from '../support/console.ts';
import { alter } from '../support/database.ts';
import { collectorOfFile } from '../support/own-collector.ts';

const { folder, data } = collectorOfFile();
const review = ['--person', '佐藤', '--review', `${new Date().getFullYear() + 1}-03-31`];

async function tenken(...args: string[]): Promise<{ output: string; errors: string }> {
  const { code, output, errors } = await runTenken([...args, '--data', data]);
  expect(code, `${args.join(' ')}: ${errors}`).toBe(0);
  return { output: output.trim(), errors };
}

type Declared = { kind: string; state: string; entries: Record<string, string>[] }[];
const declared = async () =>
  (JSON.parse((await tenken('system', 'declarations', 'juki', '--json')).output) as Declared).filter(
    ({ state }) => state !== 'missing',
  );

beforeAll(async () => {
  await tenken(...line('system set juki --every-host --organisation 点検市 --kind nwsystem=inquirer'));
}, 60_000);

test(
  'an assessment says first what has to be declared; a filled template is taken',
  { timeout: 180_000 },
  async () => {
    const opened = await tenken(...line('assess open --system juki --checklist nwsystem --rule periodic'));
    expect(opened.output).toMatch(/^[0-9a-f-]{36}$/);
    expect(opened.errors).toMatch(
      /To be declared first.*\n.*approved-software .*: not declared; used by item 56, 57/,
    );

    const file = join(folder, 'ソフトウェア.csv');
    await tenken('system', 'declare', '--kind', 'approved-software', '--template', file);
    const template = readFileSync(file, 'utf8');
    expect(template).toBe('\uFEFFソフトウェア名,発行元,バージョン,用途,承認者,備考\r\n');
    const filled = `${template.slice(1)}一太郎,ジャストシステム,2025,文書,課長,\r\n`;
    writeFileSync(file, encodeShiftJis(filled, new Map()));
    await tenken('system', 'declare', 'juki', '--kind', 'approved-software', '--entries', file, ...review);
    expect(await declared()).toMatchObject([
      { kind: 'approved-software', state: 'declared', entries: [{ name: '一太郎', version: '2025' }] },
    ]);

    const shown = await tenken('assess', 'show', opened.output, '--lang', 'ja');
    expect(shown.output).toMatch(/^先に届け出ること/);
    expect(shown.output).toMatch(/approved-time-sources（認めた時刻源）: 届出がない。使う項目: 92\n/);
    expect(shown.output.split('\n\n')[0]).not.toContain('approved-software');

    await alter(data, "update declaration set review_on = '2020-03-31' where system_id = ?", 'juki');
    const { output } = await tenken('assess', 'show', opened.output, '--json');
    expect((JSON.parse(output) as { declarationGaps: unknown }).declarationGaps).toContainEqual({
      kind: 'approved-software',
      state: 'overdue',
      reviewOn: '2020-03-31',
      items: ['56', '57', '58', '62', '65', '66'],
    });
    expect((await tenken('system', 'declarations', 'juki', '--lang', 'ja')).output).toMatch(
      /approved-software.*見直し期限切れ.*佐藤.*2020-03-31/,
    );
  },
);

test('bad input changes nothing', { timeout: 180_000 }, async () => {
  const before = await declared();
  const bad = join(folder, 'bad.csv');
  writeFileSync(bad, 'ソフトウェア名,色\nFirefox,赤\n');
  const declare = ['system', 'declare', 'juki', '--kind', 'approved-software'];
  for (const [args, code] of [
    [[...declare, '--entries', bad, ...review], 'declaration-invalid'],
    [[...declare, '--entries', join(folder, 'none.csv'), ...review], 'usage'],
    [[...declare, '--entries', bad, '--template', bad], 'usage'],
    [[...declare, '--template', bad], 'usage'],
    [declare, 'usage'],
    [['system', 'declarations', 'none'], 'system-unknown'],
  ] as const) {
    const { code: status, output, errors } = await runTenken([...args, '--data', data]);
    expect([status, output], errors).toEqual([2, '']);
    expect(errors).toContain(`[${code}]`);
  }
  expect(existsSync(bad)).toBe(true);
  expect(readFileSync(bad, 'utf8')).toContain('Firefox');
  expect(await declared()).toEqual(before);
});

test(
  'what is replaced is said, and little in the place of much has to be meant',
  { timeout: 180_000 },
  async () => {
    const file = join(folder, 'shares.csv');
    const declare = (names: readonly string[], ...more: string[]) => {
      writeFileSync(file, `共有名\n${names.join('\n')}\n`);
      const args = ['system', 'declare', 'juki', '--kind', 'open-shares', '--entries', file, ...review];
      return runTenken([...args, ...more, '--lang', 'en', '--data', data]);
    };
    const shares = async () => (await declared()).find(({ kind }) => kind === 'open-shares')?.entries.length;
    expect((await declare(['a', 'b', 'c', 'd'])).errors).toMatch(/4 entries, to be reviewed/);
    expect((await declare(['a', 'b'])).errors).toMatch(/2 entries \(replaces 4 entries\)/);
    await declare(['a', 'b', 'c', 'd']);
    const refused = await declare(['a']);
    expect(refused.code).toBe(2);
    expect(refused.errors).toMatch(/would replace 4 entries by 1\..*--replace/s);
    expect(await shares()).toBe(4);
    expect((await declare(['a'], '--replace')).errors).toMatch(/1 entries \(replaces 4 entries\)/);
    expect(await shares()).toBe(1);
    expect((await tenken('audit', 'export')).output).toMatch(/"replacedEntries":4/);
  },
);
