import { outcomeWords } from '@tenken/shared';
import type { AssessmentRecord, ItemRecord } from '../../../assessments/record.ts';
import type { Table } from '../../table.ts';
import { itemLabel } from '../item-words.ts';
import { resultBasis } from '../result-basis.ts';
import { automationWords, flagWord, roleWords } from './words.ts';

/** Every item of the checklist with its result: one row each, in the form's order. */
export function itemsTable(record: AssessmentRecord): Table {
  return {
    id: 'items',
    title: '項目',
    wrapped: true,
    columns: [
      { head: '版の状態', width: 9 },
      { head: '項番', width: 9 },
      { head: '章', width: 16 },
      { head: '見出し', width: 20 },
      { head: '項目名', width: 20 },
      { head: '今回の点検対象', width: 6 },
      { head: '報告対象', width: 6 },
      { head: '点検結果', width: 6 },
      { head: '点検結果の意味', width: 10 },
      { head: '結果の根拠', width: 12 },
      { head: '総合判定', width: 9 },
      { head: '適合台数', width: 6 },
      { head: '対象台数', width: 6 },
      { head: '理由', width: 26 },
      { head: '特記事項', width: 34 },
      { head: '項目ID', width: 12, unprinted: true },
      { head: '重点報告事項', width: 8, unprinted: true },
      { head: '集約機関がある場合は対象外', width: 10, unprinted: true },
      { head: '区分', width: 10, unprinted: true },
      { head: '該当ある場合のみ', width: 8, unprinted: true },
      { head: '確認方法', width: 12, unprinted: true },
      { head: '特記事項の作成', width: 12, unprinted: true },
      { head: '特記事項の見直し要', width: 10, unprinted: true },
      { head: '要約', width: 60, unprinted: true },
      { head: '公式の文言', width: 60, unprinted: true },
      { head: '点検結果コード', width: 16, unprinted: true },
      { head: '結果の根拠コード', width: 14, unprinted: true },
      { head: '総合判定コード', width: 16, unprinted: true },
      { head: '確認方法コード', width: 12, unprinted: true },
    ],
    *rows() {
      for (const entry of record.items) {
        const { item } = entry;
        const basis = resultBasis(entry);
        yield [
          record.assessment.state === 'draft' ? '下書き(DRAFT)' : '確定',
          itemLabel(record.checklist, item),
          item.path[0] ?? '',
          item.path.slice(1).join(' '),
          item.title.ja,
          flagWord(entry.asked),
          flagWord(entry.reported),
          entry.mark,
          meaningOf(entry),
          basis.ja,
          outcomeWords[entry.outcome].ja,
          entry.machines?.passing ?? null,
          entry.machines?.inScope ?? null,
          entry.why.ja,
          entry.remarks,
          item.id,
          flagWord(item.flags.priority),
          flagWord(item.flags.aggregatorExempt),
          item.flags.level === null ? '' : { minimum: '最低限', optional: 'プラスα' }[item.flags.level],
          flagWord(item.flags.whereApplicable),
          automationWords[item.automation],
          entry.remarksBy === 'person' ? '人' : '下書き(自動)',
          flagWord(entry.remarksOutdated),
          item.summary.ja,
          record.officialWording?.items[item.id] ?? '',
          entry.role ?? 'open',
          basis.code,
          entry.outcome,
          item.automation,
        ];
      }
    },
  };
}

function meaningOf({ asked, role }: ItemRecord): string {
  if (!asked) return '点検対象外';
  return role === null ? '未判定' : roleWords[role];
}
