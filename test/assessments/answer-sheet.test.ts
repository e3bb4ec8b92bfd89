import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { filledIn } from '../../collector/src/documents/forms/answer-sheet/fill-in.ts';
import { readAnswerSheet } from '../../collector/src/documents/forms/answer-sheet/read-answer-sheet.ts';
import { consoleOn, line, nextYear } from '../support/console.ts';
import { alter } from '../support/database.ts';
import { collectorOfFile } from '../support/own-collector.ts';

const here = collectorOfFile();
const { folder, data } = here;
let assessment = '';

const { tenken, refused } = consoleOn(data);

const attest = (item: string, ...more: string[]) =>
  tenken(
    ...line(`assess attest ${item} --system juki --checklist nwsystem`),
    ...line(`--answer done --person 佐藤 --until ${nextYear}`),
    ...more,
  );

/** A sheet as of now, and where it lies. */
async function written(name: string): Promise<{ path: string; bytes: Uint8Array }> {
  const path = join(folder, `${name}.xlsx`);
  await tenken('assess', 'answers', assessment, '--out', path);
  return { path, bytes: readFileSync(path) };
}

function filed(name: string, bytes: Uint8Array): string {
  const path = join(folder, `${name}.filled.xlsx`);
  writeFileSync(path, bytes);
  return path;
}

type Shown = {
  items: {
    item: { id: string };
    mark: string;
    remarks: string;
    remarksOutdated: boolean;
    attestation: { note: string; expiresOn: string; attachments: unknown[] } | null;
    plan: { owner: string } | null;
  }[];
};

async function shown(item: string): Promise<Shown['items'][number] | undefined> {
  const { items } = JSON.parse(await tenken('assess', 'show', assessment, '--json')) as Shown;
  return items.find((one) => one.item.id === item);
}

const auditLines = async () =>
  (await here.collector.context.repositories.audit.list({ limit: 1000 })).map(({ action }) => action);

beforeAll(async () => {
  await tenken(
    ...line('system set juki --every-host --organisation 点検市 --kind nwsystem=inquirer --aggregator'),
  );
  assessment = await tenken(...line('assess open --system juki --checklist nwsystem --rule occasional'));
}, 60_000);

test(
  'a filled sheet is taken as a whole, with a line in the log for each answer',
  { timeout: 180_000 },
  async () => {
    const { path, bytes } = await written('first');
    const file = filed(
      'first',
      filledIn(bytes, {
        '1': {
          answer: '実施済み',
          person: '課長 髙﨑',
          until: nextYear,
          note: '=規程',
          remarks: '体制図のとおり',
        },
        '3': { owner: '鈴木', due: nextYear, plan: '計画を作る', mark: '△' },
      }),
    );
    const before = await auditLines();
    expect(await tenken('assess', 'answers', assessment, '--from', file, '--dry-run')).toBe(
      'would take 1 answer, 1 plan, 2 marks, 90 rows unchanged; nothing was changed',
    );
    expect(await auditLines()).toEqual(before);
    expect(await tenken('assess', 'answers', assessment, '--from', file)).toBe(
      'taken: 1 answer, 1 plan, 2 marks, 90 rows unchanged',
    );
    const added = (await auditLines()).slice(0, -before.length);
    expect(added.toSorted()).toEqual(['attestation-made', 'item-edited', 'item-edited', 'plan-made']);
    expect(await shown('1')).toMatchObject({
      mark: '〇',
      remarks: '体制図のとおり',
      remarksOutdated: false,
      attestation: { note: '=規程' },
    });
    expect(await shown('3')).toMatchObject({ mark: '△', plan: { owner: '鈴木' } });

    // Taken again it changes nothing, and what is there is not written over.
    expect(await tenken('assess', 'answers', assessment, '--from', file)).toBe(
      'taken: 0 answers, 0 plans, 0 marks, 92 rows unchanged',
    );
    expect(await refused('assess', 'answers', assessment, '--out', path)).toMatch(
      /is there already.*\[usage\]/,
    );
    const { rows } = readAnswerSheet((await written('again')).bytes);
    expect(rows[0]?.entered).toMatchObject({
      answer: '実施済み',
      until: nextYear,
      remarks: '体制図のとおり',
    });
    expect(rows[2]?.entered).toMatchObject({ owner: '鈴木', due: nextYear, mark: '△' });
  },
);

test('one bad row, and nothing is taken; every bad row is told', { timeout: 180_000 }, async () => {
  const { bytes } = await written('bad');
  const file = filed(
    'bad',
    filledIn(bytes, {
      '10': { answer: '実施済み', person: '佐藤', until: nextYear },
      '11': { answer: '対象外', person: '佐藤', until: '2020-01-01' },
      '12': { mark: '×' },
      // Nothing is said of it, and the rule has decided the other: neither may wait until it becomes a pass.
      '13': { mark: '○' },
      '30': { mark: '〇' },
      // What is right with its answer is right by itself, also where another row is wrong.
      '14': { mark: '〇', answer: '実施済み', person: '佐藤', until: nextYear },
    }),
  );
  const before = await auditLines();
  const errors = await refused('--lang', 'ja', 'assess', 'answers', assessment, '--from', file);
  expect(errors).toMatch(
    new RegExp(
      [
        '何も取り込んでいません。シート「回答」に直す所が5か所あります。',
        'セルK15、項目11: 有効期限: 2020-01-01は過ぎています。',
        'セルI15、項目11: 確認した内容・理由: .*',
        "セルO16、項目12、印: '×'は様式の印ではありません。.*",
        'セルO17、項目13、印: 選ばれた「実施済み」は今の証跡と申告では認められない。.*「提案のとおり」に戻すか、.*',
        'セルO34、項目30、印: この項目の印は － に決まっています。◆.*「提案のとおり」に戻してください。',
      ].join('\n'),
    ),
  );
  expect(errors).toContain('[answer-sheet-invalid]');
  expect(await auditLines()).toEqual(before);
  expect(await shown('10')).toMatchObject({ attestation: null });
  expect(await shown('13')).toMatchObject({ mark: '' });
});

test(
  'what somebody else has changed meanwhile is a conflict, and nothing is taken',
  { timeout: 180_000 },
  async () => {
    const { bytes } = await written('conflict');
    const file = filed(
      'conflict',
      filledIn(bytes, {
        '20': { answer: '実施済み', person: '佐藤', until: nextYear },
        '21': { answer: '実施済み', person: '佐藤', until: nextYear },
      }),
    );
    await attest('21', '--note', '別の人');
    const errors = await refused('assess', 'answers', assessment, '--from', file);
    expect(errors).toMatch(/Cell A25, item 21: Somebody has changed the item.*\[edited-meanwhile\]/);
    expect(errors).not.toContain('item 20');
    expect((await shown('20'))?.attestation).toBeNull();
    expect((await shown('21'))?.attestation).toMatchObject({ note: '別の人' });
  },
);

test('within the transaction, too: changed after the file was checked', { timeout: 180_000 }, async () => {
  await attest('34');
  const { bulkAnswers, assessments } = here.collector.context.repositories;
  const change = { actor: 'account:clerk', now: Date.now() };
  const read = { attestation: null, plan: null, revision: 0 };
  const plan = { owner: 'a', dueOn: nextYear, text: 'b' };
  await expect(
    bulkAnswers.apply(
      await assessments.get(assessment),
      [
        { item: '33', read, plan },
        { item: '34', read, plan },
      ],
      change,
    ),
  ).rejects.toMatchObject({
    code: 'edited-meanwhile',
    message: expect.stringContaining('item 34 ') as string,
  });
  expect(await shown('33')).toMatchObject({ plan: null });
});

test(
  'the answer of last year is confirmed with a new date, and keeps its files',
  { timeout: 180_000 },
  async () => {
    await attest('40', '--note', '前回', '--file', join(import.meta.dirname, 'answer-sheet.test.ts'));
    await alter(data, "update attestation set expires_on = '2020-03-31' where item = ?", '40');
    expect((await shown('40'))?.attestation).toBeNull();
    const { bytes } = await written('carried');
    expect(readAnswerSheet(bytes).rows.find(({ item }) => item === '40')?.entered).toMatchObject({
      answer: '実施済み',
      note: '前回',
      until: '',
    });
    const file = filed('carried', filledIn(bytes, { '40': { until: nextYear } }));
    expect(await tenken('assess', 'answers', assessment, '--from', file)).toContain('taken: 1 answer,');
    const { attestation } = (await shown('40')) ?? {};
    expect(attestation).toMatchObject({ note: '前回', expiresOn: nextYear });
    expect(attestation?.attachments).toHaveLength(1);
  },
);

test('other files, other assessments, and frozen ones are refused', { timeout: 180_000 }, async () => {
  const { path } = await written('other');
  const jnsa = await tenken(...line('assess open --system juki --checklist jnsa --rule minimum'));
  expect(await refused('assess', 'answers', jnsa, '--from', path)).toContain('[answer-sheet-mismatch]');
  const text = join(folder, 'text.xlsx');
  writeFileSync(text, '項目,回答\n');
  expect(await refused('assess', 'answers', assessment, '--from', text)).toContain('[template-unusable]');
  expect(await refused('assess', 'answers', assessment, '--from', join(folder, 'none'))).toContain('[usage]');
  expect(await refused('assess', 'answers', assessment)).toContain('[usage]');
  expect(await refused('assess', 'answers', 'none', '--out', join(folder, 'no.xlsx'))).toContain(
    '[assessment-unknown]',
  );
  await alter(
    data,
    'update assessment set as_of_at = 1, frozen_at = 1, frozen_by = ?, frozen_person = id, rules_hash = id where id = ?',
    'x',
    jnsa,
  );
  expect(await refused('assess', 'answers', jnsa, '--out', join(folder, 'no.xlsx'))).toContain(
    '[assessment-blocked]',
  );
  expect(existsSync(join(folder, 'no.xlsx'))).toBe(false);
});
