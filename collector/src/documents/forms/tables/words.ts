import type { ItemRecord, WaiverRecord } from '../../../assessments/record.ts';

export const roleWords: Record<NonNullable<ItemRecord['role']>, string> = {
  done: '実施済み',
  planned: '実施予定',
  'not-applicable': '対象外',
};

export const relationshipWords = { full: '全部', partial: '一部', related: '参考' } as const;

export const automationWords = { full: '自動', partial: '一部自動', manual: '人が確認' } as const;

export const answerWords = { done: '実施', 'not-done': '未実施', 'not-applicable': '該当なし' } as const;

export const waiverReasonWords: Record<WaiverRecord['reasonKind'], string> = {
  'false-positive': '誤検知',
  compensating: '代替策あり',
  'risk-accepted': 'リスク受容',
  'out-of-scope': '対象外',
};

export const flagWord = (set: boolean) => (set ? '○' : '');
