import { outcomeWords } from '@tenken/shared';
import type { AssessmentRecord } from '../../../assessments/record.ts';
import type { Table } from '../../table.ts';
import { automationWords, flagWord, roleWords } from './words.ts';

/** Every item of the checklist with its result: one row each, in the form's order. */
export function itemsTable(record: AssessmentRecord): Table {
  return {
    id: 'items',
    title: '項目',
    columns: [
      { head: '版の状態', width: 14 },
      { head: '項目ID', width: 12 },
      { head: '項番', width: 12 },
      { head: '章', width: 30 },
      { head: '見出し', width: 40 },
      { head: '項目名', width: 30 },
      { head: '要約', width: 60 },
      { head: '公式の文言', width: 60 },
      { head: '重点報告事項', width: 12 },
      { head: '集約機関がある場合は対象外', width: 14 },
      { head: '区分', width: 12 },
      { head: '該当ある場合のみ', width: 12 },
      { head: '今回の点検対象', width: 12 },
      { head: '報告対象', width: 10 },
      { head: '点検結果', width: 10 },
      { head: '点検結果の意味', width: 12 },
      { head: '総合判定', width: 12 },
      { head: '理由', width: 50 },
      { head: '特記事項', width: 60 },
      { head: '特記事項の作成', width: 12 },
      { head: '特記事項の見直し要', width: 12 },
      { head: '適合台数', width: 10 },
      { head: '対象台数', width: 10 },
      { head: '確認方法', width: 12 },
    ],
    *rows() {
      for (const entry of record.items) {
        const { item } = entry;
        yield [
          record.assessment.state === 'draft' ? '下書き(DRAFT)' : '確定',
          item.id,
          item.number,
          item.path[0] ?? '',
          item.path.slice(1).join(' '),
          item.title.ja,
          item.summary.ja,
          record.officialWording?.items[item.id] ?? '',
          flagWord(item.flags.priority),
          flagWord(item.flags.aggregatorExempt),
          item.flags.level === null ? '' : { minimum: '最低限', optional: 'プラスα' }[item.flags.level],
          flagWord(item.flags.whereApplicable),
          flagWord(entry.asked),
          flagWord(entry.reported),
          entry.mark,
          entry.role === null ? '未判定' : roleWords[entry.role],
          outcomeWords[entry.outcome].ja,
          entry.why.ja,
          entry.remarks,
          entry.remarksBy === 'person' ? '人' : '下書き(自動)',
          flagWord(entry.remarksOutdated),
          entry.machines?.passing ?? null,
          entry.machines?.inScope ?? null,
          automationWords[item.automation],
        ];
      }
    },
  };
}
