import { expect, test } from 'vitest';
import { sharedPack } from '../support/shared-pack.ts';

const shared = sharedPack();

/** The text of a page, without its marks and the space between them. */
function dense(path: string): string {
  const text = shared.files.get(path)?.toString('utf8') ?? '';
  return text.replaceAll(/<style>[\s\S]*<\/style>|<[^>]*>/g, '').replaceAll(/\s/g, '');
}

test('an item that only a person answered says by whom and until when, and claims nothing of machines', () => {
  const item = shared.assessment.record.items.find(
    ({ machines, attestation, role }) => machines === null && attestation && role === 'done',
  );
  if (!item?.attestation) throw new Error('nobody attested');
  const sheet = dense(`items/${item.item.id}/evidence-sheet.html`);
  expect(sheet).toContain(
    '結果の根拠申告による機器による判定なし（機器では確かめない項目）人の申告申告:実施済み',
  );
  expect(sheet).toContain(item.attestation.person.replaceAll(/\s/g, ''));
  expect(sheet).toMatch(/有効期限\d{4}-\d\d-\d\d（令和/);
  expect(sheet).not.toContain('適合');
});

test('what machines show stands apart from what people say', () => {
  const item = shared.assessment.record.items.find(
    ({ machines }) => machines !== null && machines.inScope > 0,
  );
  if (!item?.machines) throw new Error('no machines');
  const { passing, inScope } = item.machines;
  const sheet = dense(`items/${item.item.id}/evidence-sheet.html`);
  expect(sheet).toMatch(
    new RegExp(`機器による判定[^人]*適合台数/対象台数${passing}/${inScope}人の申告(?:なし|申告:)`),
  );
  // One machine never enrolled: a missing machine is no pass.
  expect(sheet).not.toMatch(/機器による判定〇適合/);
});

test('attached files are found by their names, items and people', () => {
  const list = shared.files.get('attachments/index.html')?.toString('utf8') ?? '';
  const attested = shared.assessment.record.items.filter(
    ({ attestation }) => attestation?.attachments.length,
  );
  expect(attested.length).toBeGreaterThan(0);
  for (const { item, attestation } of attested) {
    expect(list).toContain(`../items/${item.id}/evidence-sheet.html`);
    for (const { sha256 } of attestation?.attachments ?? []) {
      expect(list).toContain(
        `<a href="${sha256}.pdf"><bdi>../../体制図&lt;1&gt;&lt;U+202E&gt;fdp.exe.pdf</bdi></a>`,
      );
      expect(list).toContain(`<code>${sha256}</code>`);
    }
    expect(list).toContain(attestation?.person);
  }
});

test('the forms are in the pack as workbooks and to be printed, and README names them', () => {
  const forms = [...shared.files.keys()].filter((name) => name.startsWith('forms/')).toSorted();
  const readme = shared.files.get('README.txt')?.toString('utf8') ?? '';
  const printed = forms.filter((name) => name.endsWith('.pdf'));
  expect(printed).toEqual([
    'forms/別紙2_安全管理措置一覧及び自己点検表_点検市_R8.pdf',
    'forms/様02-06_安全管理措置確認結果報告書_点検市_R8.pdf',
    'forms/点検結果報告書_点検市_R8.pdf',
  ]);
  for (const name of printed) expect(readme).toContain(name.replace('forms/', ''));
  // In the words of whoever issued the form, and not by the key of its file.
  const { title, source } = shared.assessment.record.checklist;
  expect(readme).toContain(`${title.ja}（${source.edition}）`);
});
