import type { AssessmentRecord } from '../../../assessments/record.ts';
import { dateInJapan, eraDate, timeInJapan } from '../../japanese/calendar.ts';
import type { Table } from '../../table.ts';
import { attachedFiles } from '../../../pack/attachments.ts';
import { itemLabel } from '../item-words.ts';
import { answerWords, flagWord, waiverReasonWords } from './words.ts';

// What people said and decided: a date always as 西暦 and, in the next column, as 和暦.

export function attestationsTable({ items, checklist }: AssessmentRecord): Table {
  return {
    id: 'attestations',
    wrapped: true,
    title: '申告',
    columns: [
      { head: '項番', width: 10 },
      { head: '申告ID', width: 38 },
      { head: '回答', width: 10 },
      { head: '回答コード', width: 16 },
      { head: '説明', width: 60 },
      { head: '申告者', width: 20 },
      { head: '入力したアカウント', width: 20 },
      { head: '申告日時（日本時間）', width: 20 },
      { head: '申告日（和暦）', width: 14 },
      { head: '有効期限', width: 12 },
      { head: '有効期限（和暦）', width: 14 },
      { head: '添付の数', width: 10 },
    ],
    *rows() {
      for (const { item, attestation } of items) {
        if (!attestation) continue;
        yield [
          itemLabel(checklist, item),
          attestation.id,
          answerWords[attestation.answer],
          attestation.answer,
          attestation.note,
          attestation.person,
          attestation.account,
          timeInJapan(attestation.at),
          eraDate(dateInJapan(attestation.at), 'short'),
          attestation.expiresOn,
          eraDate(attestation.expiresOn, 'short'),
          attestation.attachments.length,
        ];
      }
    },
  };
}

export function attachmentsTable(record: AssessmentRecord): Table {
  return {
    id: 'attachments',
    wrapped: true,
    title: '申告の添付',
    columns: [
      { head: '項番', width: 10 },
      { head: '申告ID', width: 38 },
      { head: '申告者', width: 20 },
      { head: '元のファイル名', width: 40 },
      { head: 'パックの中のファイル', width: 40 },
      { head: '形式', width: 24 },
      { head: 'バイト数', width: 12 },
      { head: 'SHA-256', width: 66 },
    ],
    *rows() {
      for (const { item, attestation, file, path } of attachedFiles(record)) {
        const { name, mediaType, bytes, sha256 } = file;
        yield [
          itemLabel(record.checklist, item),
          attestation.id,
          attestation.person,
          name,
          path,
          mediaType,
          bytes,
          sha256,
        ];
      }
    },
  };
}

export function plansTable({ items, assessment, checklist }: AssessmentRecord): Table {
  const today = dateInJapan(assessment.asOf);
  return {
    id: 'plans',
    wrapped: true,
    title: '改善計画',
    columns: [
      { head: '項番', width: 10 },
      { head: '項目名', width: 40 },
      { head: '担当', width: 20 },
      { head: '実施予定日', width: 12 },
      { head: '実施予定日（和暦）', width: 14 },
      { head: '基準日に期限切れ', width: 14 },
      { head: '内容', width: 60 },
    ],
    *rows() {
      for (const { item, plan } of items) {
        if (!plan) continue;
        const { owner, dueOn, text } = plan;
        yield [
          itemLabel(checklist, item),
          item.title.ja,
          owner,
          dueOn,
          eraDate(dueOn, 'short'),
          flagWord(dueOn < today),
          text,
        ];
      }
    },
  };
}

export function waiversTable({ waivers }: AssessmentRecord): Table {
  return {
    id: 'waivers',
    wrapped: true,
    title: '例外',
    columns: [
      { head: '例外ID', width: 38 },
      { head: '管理策ID', width: 28 },
      { head: '範囲', width: 14 },
      { head: '機器ID', width: 38 },
      { head: '機器名', width: 24 },
      { head: '理由の区分', width: 14 },
      { head: '理由の区分コード', width: 16 },
      { head: '理由', width: 60 },
      { head: '申請者', width: 20 },
      { head: '申請したアカウント', width: 20 },
      { head: '承認者', width: 20 },
      { head: '承認したアカウント', width: 20 },
      { head: '承認日時（日本時間）', width: 20 },
      { head: '有効期限', width: 12 },
      { head: '有効期限（和暦）', width: 14 },
    ],
    *rows() {
      for (const waiver of waivers) {
        yield [
          waiver.id,
          waiver.control,
          waiver.host === null ? '全ての機器' : '1台',
          waiver.host?.id ?? null,
          waiver.host?.name ?? null,
          waiverReasonWords[waiver.reasonKind],
          waiver.reasonKind,
          waiver.reason,
          waiver.requestedBy.name,
          waiver.requestedBy.account,
          waiver.approvedBy.name,
          waiver.approvedBy.account,
          timeInJapan(waiver.approvedAt),
          waiver.expiresOn,
          eraDate(waiver.expiresOn, 'short'),
        ];
      }
    },
  };
}

/** Declarations have fields of their own kind: one row for each value. */
export function declarationsTable({ declarations }: AssessmentRecord): Table {
  return {
    id: 'declarations',
    wrapped: true,
    title: '届出',
    columns: [
      { head: '種類', width: 24 },
      { head: '名称', width: 30 },
      { head: '行', width: 6 },
      { head: '欄', width: 20 },
      { head: '値', width: 60 },
      { head: '記入者', width: 20 },
      { head: '記入日時（日本時間）', width: 20 },
      { head: '見直し期限', width: 12 },
      { head: '見直し期限（和暦）', width: 14 },
      { head: '期限切れ', width: 10 },
    ],
    *rows() {
      for (const { kind, title, entries, person, at, reviewOn, overdue } of declarations) {
        for (const [index, entry] of entries.entries()) {
          for (const [field, value] of Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
            yield [
              kind,
              title.ja,
              index + 1,
              field,
              value,
              person,
              timeInJapan(at),
              reviewOn,
              eraDate(reviewOn, 'short'),
              flagWord(overdue),
            ];
          }
        }
      }
    },
  };
}
