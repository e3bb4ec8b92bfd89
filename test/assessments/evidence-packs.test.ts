import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checklists } from '@tenken/controls';
import { beforeAll, describe, expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanAndPush } from '../../agent/src/run.ts';
import { encodeShiftJis } from '../../collector/src/documents/japanese/shift-jis.ts';
import { handMade, sheetData } from '../../collector/src/documents/spreadsheet/template/hand-made.ts';
import { readWorkbook } from '../../collector/src/documents/spreadsheet/workbook-reader.ts';
import { oscalErrors } from '../oscal/schemas.ts';
import { runTenken } from '../support/collector-process.ts';
import { consoleOn, line, nextYear } from '../support/console.ts';
import { alter } from '../support/database.ts';
import { collectorOfFile, enrolHere, reportOnce } from '../support/own-collector.ts';
import { filesIn } from '../support/pack-files.ts';
import { failingMachine, reportReplayed } from '../support/replayed-agent.ts';

const here = collectorOfFile();
const { folder, data } = here;

const { tenken, refused } = consoleOn(data);

type Shown = {
  assessment: { state: string };
  coverage: {
    inScope: number;
    reporting: number;
    silent: unknown[];
    neverEnrolled: unknown[];
    excluded: unknown[];
  };
  items: {
    item: { id: string; automation: string; controls: { id: string; relationship: string }[] };
    asked: boolean;
    role: string | null;
    mark: string;
    outcome: string;
    basis: string;
    remarks: string;
    machines: { passing: number; inScope: number } | null;
  }[];
};

const shown = async (id: string, ...args: string[]) =>
  JSON.parse(await tenken('assess', 'show', id, '--json', ...args)) as Shown;

const kinds: Record<string, string> = {
  nwsystem: 'inquirer',
  mynaportal:
    checklists()
      .find(({ id }) => id === 'mynaportal')
      ?.organisationKinds.at(-1)?.id ?? '',
};

beforeAll(async () => {
  const failing = await enrolHere(here.collector, { label: 'juki' }, join(folder, 'agent-1'));
  await reportReplayed(failing, failingMachine, 'ｆａｉｌ－０１');
  const silent = await enrolHere(here.collector, { label: 'juki' }, join(folder, 'agent-2'));
  // Enrolled, and never heard of since.
  await alter(data, 'update host set name = ? where id = ?', 'silent-01', identityOf(silent).hostId);
  const local = await enrolHere(here.collector, { label: 'juki' }, join(folder, 'agent-3'));
  await scanAndPush({ host: new LocalHost(), folder: local });
  await here.collector.context.evaluator.settle();
  const ledger = join(folder, '資産台帳.csv');
  const rows = [
    '管理番号,コンピュータ名,部署,対象外理由',
    '00001,FAIL-01,住民課,',
    '00002,silent-01,住民課,',
    '00003,never-01,税務課,',
    '00004,old-01,倉庫,廃棄予定',
    `00005,${hostname()},情報政策課,`,
  ];
  writeFileSync(ledger, encodeShiftJis(`${rows.join('\r\n')}\r\n`, new Map()));
  const given = Object.entries(kinds).flatMap(([id, kind]) => ['--kind', `${id}=${kind}`]);
  await tenken(...line('system set juki --name 住民記録 --label juki --organisation 点検市'), ...given);
  await tenken('system', 'ledger', 'juki', ledger);
}, 120_000);

function identityOf(agent: string): { hostId: string } {
  return JSON.parse(readFileSync(join(agent, 'identity.json'), 'utf8')) as { hostId: string };
}

const ids = ['nwsystem', 'mynaportal', 'itaku', 'jnsa', 'nite'];

describe.each(ids)('%s', (checklist) => {
  const rule = Object.keys(checklists().find(({ id }) => id === checklist)?.rules ?? {}).at(-1) ?? '';

  test(
    'a draft pack of three machines and a ledger is whole, and says what is not known',
    { timeout: 120_000 },
    async () => {
      const id = await tenken('assess', 'open', '--system', 'juki', '--checklist', checklist, '--rule', rule);
      const { coverage, items } = await shown(id);
      expect(coverage).toMatchObject({ inScope: 4, reporting: 2 });
      expect(
        [coverage.silent, coverage.neverEnrolled, coverage.excluded].map(({ length }) => length),
      ).toEqual([1, 1, 1]);
      const counted = items.filter(({ machines }) => machines !== null);
      expect(counted.length).toBeGreaterThan(3);
      // Two of four machines cannot be judged: nothing that a machine answers for may be done.
      expect(counted.filter(({ role }) => role === 'done').map(({ item }) => item.id)).toEqual([]);
      for (const { item, machines } of counted) {
        // The two computers that reported are none of those that an item about network devices counts.
        const counting = item.controls.filter(({ relationship }) => relationship !== 'related');
        const isOfDevices = counting.every((one) => one.id.startsWith('network-device-'));
        const inScope = machines?.inScope ?? 0;
        // A computer that an item's controls do not apply to is not counted; one of which nothing is known always is.
        const possible = isOfDevices ? [2] : [2, 3, 4];
        expect({ id: item.id, isPossible: possible.includes(inScope) }).toEqual({
          id: item.id,
          isPossible: true,
        });
      }

      const pack = join(folder, `${checklist}.zip`);
      expect(await refused('export', '--checklist', checklist, '--out', pack)).toContain(
        '[assessment-blocked]',
      );
      const receipt = JSON.parse(
        await tenken('export', '--checklist', checklist, '--draft', '--out', pack, '--json'),
      ) as { state: string; files: number };
      expect(receipt.state).toBe('draft');
      expect(receipt.files).toBeGreaterThan(items.length);
      const { code, output } = await runTenken(['verify', pack]);
      expect(code, output).toBe(0);
      expect(output).toMatch(/DRAFT[\s\S]*intact\n$/);
      const oscal = (await filesIn(pack)).get('oscal/assessment-results.json');
      expect(oscalErrors(JSON.parse(oscal?.toString('utf8') ?? 'null'))).toEqual([]);
    },
  );
});

test(
  'the own workbook of an office is filled, and what is left to a person is told',
  { timeout: 120_000 },
  async () => {
    const template = join(folder, '別紙2.xlsx');
    const numbers = Array.from({ length: 92 }, (_, index) => [String(index + 1), '', '']);
    writeFileSync(
      template,
      handMade({
        sheets: {
          表紙: sheetData(['機関名', ''], ['担当者', ''], ['年度', '去年']),
          別紙2: sheetData(['No', '自己点検結果', '特記事項'], ...numbers),
        },
      }),
    );
    const args = ['export', '--checklist', 'nwsystem', '--system', 'juki', '--draft', '--template', template];
    const pack = join(folder, 'template.zip');
    const receipt = JSON.parse(await tenken(...args, '--out', pack, '--json')) as {
      template: { path: string; cover: { label: string; state: string }[] };
    };
    expect(receipt.template.cover.map(({ label, state }) => [label, state])).toEqual([
      ['機関名', 'filled'],
      ['担当者', 'unknown'],
      ['年度', 'occupied'],
    ]);
    const files = await filesIn(pack);
    const [cover] = readWorkbook(files.get(receipt.template.path) ?? Buffer.alloc(0));
    expect(cover?.rows[0]?.cells.map(({ text }) => text)).toEqual(['機関名', '点検市']);
    const { errors } = await runTenken([...args, '--out', join(folder, 'template-2.zip'), '--data', data]);
    expect(errors).toContain('your workbook was filled: 別紙2; beside labels: 機関名');
    expect(errors).toContain('担当者 (A2 of 表紙) was left: nobody has told it yet');
  },
);

test(
  'an assessment is answered, planned, frozen, reviewed, approved, and handed in',
  { timeout: 180_000 },
  async () => {
    await reportReplayed(await enrolHere(here.collector, { label: 'failing' }), failingMachine, 'fail-02');
    await tenken(
      ...line('system set one --label failing --organisation 点検市'),
      ...line('--kind nwsystem=inquirer'),
    );
    const id = await tenken(...line('assess open --system one --checklist nwsystem --rule occasional'));
    const { items } = await shown(id);
    const { answers, itemEntries, signOffs } = here.collector.context.repositories;
    const clerk = () => ({ actor: 'account:clerk', now: Date.now() });
    for (const { item, machines, outcome, basis } of items) {
      const key = { systemId: 'one', checklist: 'nwsystem', item: item.id };
      if (machines === null) {
        const answer = {
          answer: 'done' as const,
          note: '規程で確認',
          person: '佐藤',
          expiresOn: nextYear,
          files: [],
        };
        await answers.attest(key, answer, clerk());
      } else {
        await answers.plan(key, { owner: '鈴木', dueOn: nextYear, text: '改修する' }, clerk());
        // What is unknown is not proposed as planned: a person has to choose it.
        if (outcome === 'unknown') {
          const entry = { item: item.id, after: 0, role: 'planned' as const, remarks: null, basis };
          await itemEntries.edit(id, entry, clerk());
        }
      }
    }
    await tenken(
      ...line('assess attest 2 --system one --checklist nwsystem'),
      ...line(`--answer done --person 佐藤 --until ${nextYear} --file`),
      join(import.meta.dirname, 'evidence-packs.test.ts'),
    );
    const open = (await shown(id)).items.filter(({ asked, role }) => asked && role === null);
    expect(open.map(({ item, outcome }) => [item.id, outcome])).toEqual([]);
    await tenken('assess', 'freeze', id.slice(0, 8), '--person', '係長 佐藤太郎');
    expect(await refused('assess', 'freeze', id, '--person', '佐藤')).toContain('[assessment-blocked]');
    expect(await refused('assess', 'mark', id, '1', '--remarks', 'あとから')).toContain(
      '[assessment-blocked]',
    );
    expect(await refused('assess', 'review', id, '--person', '課長 鈴木花子')).toContain('[same-person]');
    await signOffs.review(id, { actor: 'account:chief', now: Date.now(), person: '課長 鈴木花子' });
    const first = join(folder, 'final.zip');
    const args = ['export', '--checklist', 'nwsystem', '--system', 'one', '--json', '--out'];
    expect(await refused(...args, first)).toContain('[assessment-blocked]');
    const approver = { actor: 'account:head', now: Date.now(), person: '部長 田中次郎' };
    await signOffs.close(id, approver, { reviewerApproves: false });
    const receipt = JSON.parse(await tenken(...args, first)) as { state: string; fingerprint: string };
    expect(receipt.state).toBe('final');
    expect(await runTenken(['verify', first])).toMatchObject({ code: 0 });

    // What comes later changes nothing of it: the fingerprint is that of every file.
    await reportReplayed(await enrolHere(here.collector, { label: 'failing' }), failingMachine, 'fail-03');
    await reportOnce(await enrolHere(here.collector, { label: 'failing' }));
    const again = JSON.parse(await tenken(...args, join(folder, 'final-2.zip'))) as { fingerprint: string };
    expect(again.fingerprint).toBe(receipt.fingerprint);
    expect(await refused(...args, first)).toMatch(/\[[a-z-]+\]\n$/);
  },
);

test.each<[string, string[], string]>([
  [
    'an unknown item',
    [
      ...line('assess attest 93 --system juki --checklist nwsystem'),
      ...line(`--answer done --person a --until ${nextYear}`),
    ],
    'item-unknown',
  ],
  [
    'a waiver without its last day',
    line('assess waive os-patched --system juki --because risk-accepted --reason x'),
    'date-invalid',
  ],
  [
    'a waiver of an unknown control',
    [
      ...line('assess waive nothing --system juki --because risk-accepted'),
      ...line(`--reason x --until ${nextYear}`),
    ],
    'control-unknown',
  ],
  [
    'a host of another system',
    [
      ...line('assess waive os-patched --system juki --host x'),
      ...line(`--because risk-accepted --reason x --until ${nextYear}`),
      ...line('--person 佐藤'),
    ],
    'host-not-in-system',
  ],
  ['a moment to come', line('assess show x --as-of 2999-01-01'), 'assessment-unknown'],
  ['an unknown rule', line('assess open --system juki --checklist nwsystem --rule sometimes'), 'usage'],
  [
    'an unknown system',
    line('assess open --system x --checklist nwsystem --rule periodic'),
    'system-unknown',
  ],
])('%s is refused and changes nothing', async (_, args, code) => {
  const before = await here.collector.context.repositories.audit.list({ limit: 1 });
  expect(await refused(...args)).toContain(`[${code}]`);
  expect(await here.collector.context.repositories.audit.list({ limit: 1 })).toEqual(before);
});

test.each([
  ['without a column of names', '管理番号,部署\r\n1,a\r\n', 'ledger-invalid'],
  ['with one number twice', '管理番号,コンピュータ名\r\n1,a\r\n1,b\r\n', 'ledger-invalid'],
])('a ledger %s is refused and the one before stays', async (_, content, code) => {
  const file = join(folder, 'bad.csv');
  writeFileSync(file, content);
  expect(await refused('system', 'ledger', 'juki', file)).toContain(`[${code}]`);
  const ledger = await here.collector.context.repositories.systems.ledger('juki', Date.now());
  expect(ledger?.assets.length).toBe(5);
});

test('a waiver that its requester approves is refused', async () => {
  const id = await tenken(
    ...line('assess waive os-patched --system juki --because compensating'),
    ...line(`--reason 仮想パッチ --until ${nextYear} --person`),
    '係長 佐藤太郎',
  );
  expect(await refused('assess', 'approve', id, '--person', '課長 鈴木花子')).toContain('[same-person]');
  await here.collector.context.repositories.answers.decideWaiver(id, true, {
    actor: 'account:chief',
    now: Date.now(),
    person: '課長 鈴木花子',
  });
  expect(await tenken('assess', 'waivers', '--system', 'juki')).toContain('approved');
});
