import type { WaiverRecord } from '../../../assessments/record.ts';

export const relationshipWords = { full: '全部', partial: '一部', related: '参考' } as const;

export const automationWords = { full: '自動', partial: '一部自動', manual: '人が確認' } as const;

export const waiverReasonWords: Record<WaiverRecord['reasonKind'], string> = {
  'false-positive': '誤検知',
  compensating: '代替策あり',
  'risk-accepted': 'リスク受容',
  'out-of-scope': '対象外',
};

export const flagWord = (set: boolean) => (set ? '○' : '');
