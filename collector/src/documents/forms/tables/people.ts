import { answerWords } from '@tenken/shared';
import type { AssessmentRecord } from '../../../assessments/record.ts';
import { dateInJapan, eraDate, timeInJapan } from '../../japanese/calendar.ts';
import { tableOf } from '../../table.ts';
import type { Table } from '../../table.ts';
import { attachedFiles } from '../../../pack/attachments.ts';
import { itemLabel } from '../item-words.ts';
import { flagWord, waiverReasonWords } from './words.ts';

// What people said and decided: a date always as 西暦 and, in the next column, as 和暦.

export function attestationsTable({ items, checklist }: AssessmentRecord): Table {
  return tableOf({
    id: 'attestations',
    wrapped: true,
    title: '申告',
    columns: [
      { head: '項番', width: 10, of: ({ item }) => itemLabel(checklist, item) },
      { head: '申告ID', width: 38, of: ({ attestation }) => attestation.id },
      { head: '回答', width: 10, of: ({ attestation }) => answerWords[attestation.answer].ja },
      { head: '回答コード', width: 16, of: ({ attestation }) => attestation.answer },
      { head: '説明', width: 60, of: ({ attestation }) => attestation.note },
      { head: '申告者', width: 20, of: ({ attestation }) => attestation.person },
      { head: '入力したアカウント', width: 20, of: ({ attestation }) => attestation.account },
      { head: '申告日時（日本時間）', width: 20, of: ({ attestation }) => timeInJapan(attestation.at) },
      {
        head: '申告日（和暦）',
        width: 14,
        of: ({ attestation }) => eraDate(dateInJapan(attestation.at), 'short'),
      },
      { head: '有効期限', width: 12, of: ({ attestation }) => attestation.expiresOn },
      {
        head: '有効期限（和暦）',
        width: 14,
        of: ({ attestation }) => eraDate(attestation.expiresOn, 'short'),
      },
      { head: '添付の数', width: 10, of: ({ attestation }) => attestation.attachments.length },
    ],
    *things() {
      for (const { item, attestation } of items) {
        if (!attestation) continue;
        yield { item, attestation };
      }
    },
  });
}

export function attachmentsTable(record: AssessmentRecord): Table {
  return tableOf({
    id: 'attachments',
    wrapped: true,
    title: '申告の添付',
    columns: [
      { head: '項番', width: 10, of: ({ item }) => itemLabel(record.checklist, item) },
      { head: '申告ID', width: 38, of: ({ attestation }) => attestation.id },
      { head: '申告者', width: 20, of: ({ attestation }) => attestation.person },
      { head: '元のファイル名', width: 40, of: ({ file }) => file.name },
      { head: 'パックの中のファイル', width: 40, of: ({ path }) => path },
      { head: '形式', width: 24, of: ({ file }) => file.mediaType },
      { head: 'バイト数', width: 12, of: ({ file }) => file.bytes },
      { head: 'SHA-256', width: 66, of: ({ file }) => file.sha256 },
    ],
    *things() {
      yield* attachedFiles(record);
    },
  });
}

export function plansTable({ items, assessment, checklist }: AssessmentRecord): Table {
  const today = dateInJapan(assessment.asOf);
  return tableOf({
    id: 'plans',
    wrapped: true,
    title: '改善計画',
    columns: [
      { head: '項番', width: 10, of: ({ item }) => itemLabel(checklist, item) },
      { head: '項目名', width: 40, of: ({ item }) => item.title.ja },
      { head: '担当', width: 20, of: ({ plan }) => plan.owner },
      { head: '実施予定日', width: 12, of: ({ plan }) => plan.dueOn },
      { head: '実施予定日（和暦）', width: 14, of: ({ plan }) => eraDate(plan.dueOn, 'short') },
      { head: '基準日に期限切れ', width: 14, of: ({ plan }) => flagWord(plan.dueOn < today) },
      { head: '内容', width: 60, of: ({ plan }) => plan.text },
    ],
    *things() {
      for (const { item, plan } of items) {
        if (!plan) continue;
        yield { item, plan };
      }
    },
  });
}

export function waiversTable({ waivers }: AssessmentRecord): Table {
  return tableOf({
    id: 'waivers',
    wrapped: true,
    title: '例外',
    columns: [
      { head: '例外ID', width: 38, of: (waiver) => waiver.id },
      { head: '管理策ID', width: 28, of: (waiver) => waiver.control },
      { head: '範囲', width: 14, of: (waiver) => (waiver.host === null ? '全ての機器' : '1台') },
      { head: '機器ID', width: 38, of: (waiver) => waiver.host?.id ?? null },
      { head: '機器名', width: 24, of: (waiver) => waiver.host?.name ?? null },
      { head: '理由の区分', width: 14, of: (waiver) => waiverReasonWords[waiver.reasonKind] },
      { head: '理由の区分コード', width: 16, of: (waiver) => waiver.reasonKind },
      { head: '理由', width: 60, of: (waiver) => waiver.reason },
      { head: '申請者', width: 20, of: (waiver) => waiver.requestedBy.name },
      { head: '申請したアカウント', width: 20, of: (waiver) => waiver.requestedBy.account },
      { head: '承認者', width: 20, of: (waiver) => waiver.approvedBy.name },
      { head: '承認したアカウント', width: 20, of: (waiver) => waiver.approvedBy.account },
      { head: '承認日時（日本時間）', width: 20, of: (waiver) => timeInJapan(waiver.approvedAt) },
      { head: '有効期限', width: 12, of: (waiver) => waiver.expiresOn },
      { head: '有効期限（和暦）', width: 14, of: (waiver) => eraDate(waiver.expiresOn, 'short') },
    ],
    *things() {
      yield* waivers;
    },
  });
}

/** Declarations have fields of their own kind: one row for each value. */
export function declarationsTable({ declarations }: AssessmentRecord): Table {
  return tableOf({
    id: 'declarations',
    wrapped: true,
    title: '届出',
    columns: [
      { head: '種類', width: 24, of: ({ kind }) => kind },
      { head: '名称', width: 30, of: ({ title }) => title.ja },
      { head: '行', width: 6, of: ({ index }) => index + 1 },
      { head: '欄', width: 20, of: ({ field }) => field },
      { head: '値', width: 60, of: ({ value }) => value },
      { head: '記入者', width: 20, of: ({ person }) => person },
      { head: '記入日時（日本時間）', width: 20, of: ({ at }) => timeInJapan(at) },
      { head: '見直し期限', width: 12, of: ({ reviewOn }) => reviewOn },
      { head: '見直し期限（和暦）', width: 14, of: ({ reviewOn }) => eraDate(reviewOn, 'short') },
      { head: '期限切れ', width: 10, of: ({ overdue }) => flagWord(overdue) },
    ],
    *things() {
      for (const declaration of declarations) {
        for (const [index, entry] of declaration.entries.entries()) {
          for (const [field, value] of Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
            yield { ...declaration, index, field, value };
          }
        }
      }
    },
  });
}
