import { outcomeWords, own, roleWords } from '@tenken/shared';
import type { AssessmentRecord, ItemRecord } from '../../../assessments/record.ts';
import { tableOf } from '../../table.ts';
import type { Table } from '../../table.ts';
import { itemLabel } from '../item-words.ts';
import { resultBasis } from '../result-basis.ts';
import { automationWords, flagWord } from './words.ts';

/** Every item of the checklist with its result: one row each, in the form's order. */
export function itemsTable(record: AssessmentRecord): Table {
  return tableOf({
    id: 'items',
    title: '項目',
    wrapped: true,
    columns: [
      {
        head: '版の状態',
        width: 9,
        of: () => (record.assessment.state === 'draft' ? '下書き(DRAFT)' : '確定'),
      },
      { head: '項番', width: 9, of: ({ item }) => itemLabel(record.checklist, item) },
      { head: '章', width: 16, of: ({ item }) => item.path[0] ?? '' },
      { head: '見出し', width: 20, of: ({ item }) => item.path.slice(1).join(' ') },
      { head: '項目名', width: 20, of: ({ item }) => item.title.ja },
      { head: '今回の点検対象', width: 6, of: ({ entry }) => flagWord(entry.asked) },
      { head: '報告対象', width: 6, of: ({ entry }) => flagWord(entry.reported) },
      { head: '点検結果', width: 6, of: ({ entry }) => entry.mark },
      { head: '点検結果の意味', width: 10, of: ({ entry }) => meaningOf(entry) },
      { head: '結果の根拠', width: 12, of: ({ basis }) => basis.ja },
      { head: '総合判定', width: 9, of: ({ entry }) => outcomeWords[entry.outcome].ja },
      { head: '適合台数', width: 6, of: ({ entry }) => entry.machines?.passing ?? null },
      { head: '対象台数', width: 6, of: ({ entry }) => entry.machines?.inScope ?? null },
      { head: '理由', width: 26, of: ({ entry }) => entry.why.ja },
      { head: '特記事項', width: 34, of: ({ entry }) => entry.remarks },
      { head: '項目ID', width: 12, unprinted: true, of: ({ item }) => item.id },
      { head: '重点報告事項', width: 8, unprinted: true, of: ({ item }) => flagWord(item.flags.priority) },
      {
        head: '集約機関がある場合は対象外',
        width: 10,
        unprinted: true,
        of: ({ item }) => flagWord(item.flags.aggregatorExempt),
      },
      {
        head: '区分',
        width: 10,
        unprinted: true,
        of: ({ item }) =>
          item.flags.level === null ? '' : { minimum: '最低限', optional: 'プラスα' }[item.flags.level],
      },
      {
        head: '該当ある場合のみ',
        width: 8,
        unprinted: true,
        of: ({ item }) => flagWord(item.flags.whereApplicable),
      },
      { head: '確認方法', width: 12, unprinted: true, of: ({ item }) => automationWords[item.automation] },
      {
        head: '特記事項の作成',
        width: 12,
        unprinted: true,
        of: ({ entry }) => (entry.remarks === '' ? '' : entry.remarksBy === 'person' ? '人' : '下書き(自動)'),
      },
      {
        head: '特記事項の見直し要',
        width: 10,
        unprinted: true,
        of: ({ entry }) => flagWord(entry.remarksOutdated),
      },
      { head: '要約', width: 60, unprinted: true, of: ({ item }) => item.summary.ja },
      {
        head: '公式の文言',
        width: 60,
        unprinted: true,
        of: ({ item }) => own(record.officialWording?.items, item.id) ?? '',
      },
      { head: '点検結果コード', width: 16, unprinted: true, of: ({ entry }) => entry.role ?? 'open' },
      { head: '結果の根拠コード', width: 14, unprinted: true, of: ({ basis }) => basis.code },
      { head: '総合判定コード', width: 16, unprinted: true, of: ({ entry }) => entry.outcome },
      { head: '確認方法コード', width: 12, unprinted: true, of: ({ item }) => item.automation },
    ],
    *things() {
      for (const entry of record.items) {
        yield { entry, item: entry.item, basis: resultBasis(entry) };
      }
    },
  });
}

function meaningOf({ asked, role }: ItemRecord): string {
  if (!asked) return '点検対象外';
  return role === null ? '未判定' : roleWords[role].ja;
}
