import type { Checklist } from '@tenken/controls';
import { exampleDates } from '../../japanese/example-dates.ts';
import type { Sheet, SheetRow } from '../../spreadsheet/sheet.ts';
import { rowHeight } from '../long-text.ts';
import { answerChoices, answerHeadings, asProposed } from './fields.ts';

const widths = [24, 84];
const whole = widths.reduce((sum, width) => sum + width, 0);

/** 記入方法: what each column takes, and what happens with the file. @param today `YYYY-MM-DD` */
export function howToSheet({ marks }: Pick<Checklist, 'marks'>, today: string): Sheet {
  return {
    name: '記入方法',
    columnWidths: widths,
    head: [],
    protected: true,
    rows: () => [
      { cells: [{ value: '記入方法', style: 'title', across: 2 }], height: 28 },
      ...steps.map(paragraph),
      blank,
      { cells: ['欄', '記入すること'], style: 'head', height: 18 },
      ...columnRows(marks, today),
      blank,
      paragraph('記入できないもの'),
      ...limits.map(paragraph),
    ],
    page: { orientation: 'portrait', header: { right: '回答シート　記入方法' } },
  };
}

const steps = [
  '1.「回答」シートの黄色の欄に記入します。白い欄は Tenken が書いたもので、変更できません。',
  '2. 担当する項目だけを記入してかまいません。空欄のままの項目、変更していない項目は、取り込んでも変わりません。課ごとに分けて記入したファイルは、一つずつ取り込めます。',
  '3. 記入したら .xlsx のまま保存し、点検の担当者に返します。取り込むときに全ての行を確かめ、誤りが1件でもあれば何も取り込まず、直す所を全てセルの番号（F12など）で知らせます。',
  '4. ファイルを書き出した後に他の人が同じ項目を変更していた場合は、その項目を知らせて取り込みません。新しいファイルを書き出して記入し直します。',
];

const limits = [
  '・この点検で問われない項目への記入、他の点検・チェックリスト・版のファイルは取り込みません。',
  '・添付ファイルは Excel では扱いません。回答の語（実施済みなど）を変えなければ、前の回答の添付ファイルは引き継がれます。',
  '・非表示の「控え」シートは、書き出したときの内容を確かめるためのものです。削除や変更をすると取り込めません。',
];

function columnRows(marks: Checklist['marks'], today: string): SheetRow[] {
  const done = marks.find(({ role }) => role === 'done')?.mark ?? '';
  const rows: [string, string][] = [
    [
      answerHeadings.answer,
      `人が確かめた結果を${answerChoices.map((word) => `「${word}」`).join('')}から選びます。機器の証跡だけでは分からない部分についての申告です。`,
    ],
    [
      answerHeadings.note,
      '見た文書や記録の名称、確かめた日などを書きます。「対象外」のときは、その理由を必ず書きます。',
    ],
    [answerHeadings.person, '確かめた人の役職と氏名を書きます。回答するときは必ず書きます。'],
    [
      answerHeadings.until,
      `回答が有効な最後の日です。回答するときは必ず書きます（取り込む日から400日以内）。${exampleDates(today).ja}のように書けます。`,
    ],
    [
      `${answerHeadings.owner}・期限・内容`,
      '今は実施していない項目を、誰が、いつまでに、どのように実施するかを書きます。三つとも書きます（期限は5年以内）。',
    ],
    [
      answerHeadings.mark,
      `通常は「${asProposed}」のままにします。Tenken の提案と違う印にするときだけ選びます。証跡と申告が支えない印（人の確認がまだない項目の「${done}」など）は取り込めません。`,
    ],
    ...marks.map(({ mark, meaning, needs }): [string, string] => [
      `　${mark}`,
      meaning.ja +
        (needs === 'planned-date' ? '（計画の期限が必要です。）' : '') +
        (needs === 'reason' ? `（理由を「${answerHeadings.remarks}」に書きます。）` : ''),
    ]),
    [
      answerHeadings.remarks,
      '様式の特記事項です。初めは Tenken の下書きか、前に書いた文が入っています。書き換えるとその文が様式に載り、空欄にすると下書きに戻ります。',
    ],
    [
      'お知らせ',
      '「前回の回答（期限切れ）」とある行には、期限の切れた回答の内容が入っています。今も同じかを確かめ、有効期限に新しい日を書くと、改めて回答したことになります。',
    ],
    [
      '回答・計画の取消し',
      '回答の4欄、又は計画の3欄を全て空欄にすると、その回答や計画は取り消され、項目は未判定に戻ります。',
    ],
  ];
  return rows.map(([name, text]) => ({
    cells: [{ value: name, style: 'label' }, text],
    style: 'value',
    height: rowHeight([
      { text: name, width: widths[0] ?? 1 },
      { text, width: widths[1] ?? 1 },
    ]),
  }));
}

const blank: SheetRow = { cells: [], height: 10 };

function paragraph(text: string): SheetRow {
  return {
    cells: [{ value: text, style: 'paragraph', across: 2 }],
    height: rowHeight([{ text, width: whole }]),
  };
}
