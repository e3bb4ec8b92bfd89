import { answerWords, text } from '@tenken/shared';
import type { Language, Text } from '@tenken/shared';
import type { Taking } from '../../assessments/answer-round-trip.ts';
import type { AssessmentSummary } from '../../assessments/desk/assessment-summary.ts';
import type { NextStep } from '../../assessments/next-steps.ts';
import { timeInJapan } from '../../documents/japanese/calendar.ts';
import type { PackProgress } from '../../pack/write-pack.ts';

/** What the commands of assessments tell people, in the language of the terminal. */
export const told = {
  judged: (done: number, total: number) =>
    text(`${total}台中${done}台を判定`, `judged ${done} of ${total} machines`),
  received: (done: number, total: number) =>
    text(`${total}バイト中${done}バイトを受信`, `received ${done} of ${total} bytes`),
  packed: ({ stage, items, files }: PackProgress) =>
    text(
      `${stages[stage]}: ${items.total}項目中${items.done}項目、${files}ファイル`,
      `${stage}: ${items.done} of ${items.total} items, ${files} files`,
    ),
  frozen: (asOf: string, person: string) =>
    text(
      `${timeInJapan(asOf)} JST 時点で確定した（作成者 ${person}）`,
      `frozen as of ${timeInJapan(asOf)} JST (作成者 ${person})`,
    ),
  reviewed: (person: string) => text(`確認した（確認者 ${person}）`, `reviewed (確認者 ${person})`),
  closed: (person: string) => text(`承認した（承認者 ${person}）`, `closed (承認者 ${person})`),
  sentBack: text('差し戻した。作業を続けられる', 'sent back, and open for work again'),
  marked: (mark: string, why: Text) => text(`${mark} ${why.ja}`, `${mark} ${why.en}`),
  open: (why: Text) => text(`未判定: ${why.ja}`, `open: ${why.en}`),
  attested: (answer: keyof typeof answerWords) =>
    text(`申告した: ${answerWords[answer].ja}`, `attested: ${answerWords[answer].en}`),
  planned: (dueOn: string) => text(`${dueOn} までの計画とした`, `planned until ${dueOn}`),
  approved: text('承認した', 'approved'),
  refused: text('却下した', 'refused'),
  wording: (items: number, sha256: string) =>
    text(`${items}項目、SHA-256 ${sha256}`, `${items} items, SHA-256 ${sha256}`),
  sameWording: text('文言の変わった項目はない', 'no item says something else'),
  otherWording: (items: readonly string[]) =>
    text(`文言が変わった項目（改めて問う）: ${items.join(', ')}`, `changed: ${items.join(', ')}`),
  systemSet: (id: string) => text(`関係システム ${id} を設定した`, `system ${id} is set`),
  ledger: (machines: number, excluded: number, encoding: string) =>
    text(
      `${machines}台、うち対象外${excluded}台（${encoding}）`,
      `${machines} machines, ${excluded} of them excluded (${encoding})`,
    ),
  ignoredColumns: (columns: readonly string[]) =>
    text(`取り込まなかった列: ${columns.join('、')}`, `columns that were not taken: ${columns.join(', ')}`),
  blankRows: (rows: number) => text(`除いた空行: ${rows}`, `blank rows left out: ${rows}`),
  declared: (kind: string, entries: number, replaced: number, reviewOn: string) =>
    text(
      `届け出た: ${kind}、${entries}件${replaced > 0 ? `（以前の${replaced}件に替わる）` : ''}、見直し期限 ${reviewOn}`,
      `declared: ${kind}, ${entries} entries${replaced > 0 ? ` (replaces ${replaced} entries)` : ''}, to be reviewed by ${reviewOn}`,
    ),
  sheetWritten: (assessment: string, file: string) =>
    text(
      `黄色の欄に記入し、取り込む: tenken assess answers ${assessment} --from ${file}`,
      `fill in the yellow cells, then: tenken assess answers ${assessment} --from ${file}`,
    ),
  taken: (taking: Taking) => text(`取り込んだ: ${countsOf(taking).ja}`, `taken: ${countsOf(taking).en}`),
  wouldTake: (taking: Taking) =>
    text(
      `取り込める（まだ何も変えていない）: ${countsOf(taking).ja}`,
      `would take ${countsOf(taking).en}; nothing was changed`,
    ),
  notInSheet: (items: readonly string[]) =>
    text(
      `シートになく、変えていない項目: ${items.join(', ')}`,
      `not in the file, and unchanged: ${items.join(', ')}`,
    ),
  replaced: (character: string, times: number) =>
    text(
      `PDFで表示できない文字 ${character} が${times}か所あり、〓に置き換えた`,
      `the PDF cannot show ${character} (${times} times): 〓 stands in its place`,
    ),
  pack: (path: string, files: number, bytes: number, state: 'draft' | 'final') =>
    text(
      `${path}: ${files}ファイル、${bytes}バイト、${state === 'draft' ? '下書き（draft）' : '確定（final）'}`,
      `${path}: ${files} files, ${bytes} bytes, ${state}`,
    ),
} as const;

function countsOf(taking: Taking): Text {
  const { answers, answersWithdrawn, plans, plansWithdrawn, marks, unchanged } = taking;
  const ja = [`回答${answers}件`, `計画${plans}件`, `印・特記事項${marks}件`];
  const en = [counted(answers, 'answer'), counted(plans, 'plan'), counted(marks, 'mark')];
  if (answersWithdrawn > 0) {
    ja.push(`回答の取消${answersWithdrawn}件`);
    en.push(`${counted(answersWithdrawn, 'answer')} withdrawn`);
  }
  if (plansWithdrawn > 0) {
    ja.push(`計画の取消${plansWithdrawn}件`);
    en.push(`${counted(plansWithdrawn, 'plan')} withdrawn`);
  }
  ja.push(`変更なし${unchanged}行`);
  en.push(`${counted(unchanged, 'row')} unchanged`);
  return text(ja.join('、'), en.join(', '));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export const stateWords: Record<AssessmentSummary['state'], Text> = {
  open: text('作業中', 'open'),
  frozen: text('確定・確認待ち', 'frozen'),
  reviewed: text('確認済み・承認待ち', 'reviewed'),
  closed: text('承認済み', 'closed'),
};

export const waiverStateWords = {
  waits: text('承認待ち', 'waits'),
  approved: text('承認', 'approved'),
  refused: text('却下', 'refused'),
} as const;

const stages: Record<PackProgress['stage'], string> = {
  documents: '文書',
  items: '項目',
  evidence: '証跡',
  statements: '報告',
  attachments: '添付',
  signature: '署名',
};

/** What to do for items that are open, and the command that does it; in the order in which people do it. */
export const nextStepWords: Record<NextStep, { what: Text; command: (place: Place) => string }> = {
  report: {
    what: text(
      '状態の分からない機器がある: 報告させるか、台帳で対象外とする',
      'nothing that counts is known of some machines: make them report, or exclude them in the ledger',
    ),
    command: () => 'tenken host list',
  },
  repair: {
    what: text('不適合の機器がある: 直す', 'machines fail: repair them'),
    command: () => 'tenken controls CONTROL',
  },
  plan: {
    what: text('すぐに直せない: 期日のある計画とする（△）', 'what takes time: plan it with a date (△)'),
    command: ({ system, checklist }) =>
      `tenken assess plan ITEM --system ${system} --checklist ${checklist} --owner NAME --due YYYY-MM-DD --text TEXT`,
  },
  waive: {
    what: text(
      '直さない理由がある: 例外を申請し、別の人が承認する',
      'what stays for a reason: ask for an exception, which somebody else approves',
    ),
    command: ({ system }) =>
      `tenken assess waive CONTROL --system ${system} --because KIND --reason TEXT --until YYYY-MM-DD`,
  },
  decide: {
    what: text(
      '不適合が全て例外で認められたなら: 実施済みとするかを決め、特記事項を書く',
      'where exceptions cover all that fails: decide whether it is done, and write the remarks',
    ),
    command: ({ assessment }) => `tenken assess mark ${assessment} ITEM --as done --remarks TEXT`,
  },
  answer: {
    what: text('人が答える（申告）', 'a person answers'),
    command: ({ system, checklist }) =>
      `tenken assess attest ITEM --system ${system} --checklist ${checklist} --answer done --until YYYY-MM-DD`,
  },
  requires: {
    what: text('ほかの項目が全て実施済みになれば決まる', 'follows when the items that it requires are done'),
    command: ({ assessment }) => `tenken assess show ${assessment} --open`,
  },
};

export type Place = { assessment: string; system: string; checklist: string };

export const nextStepTitle: Record<Language, string> = {
  ja: '未判定の項目ですること',
  en: 'What to do for the open items',
};
