import type { Outcome } from './finding.ts';
import type { Text } from './text.ts';

/** How outcomes are shown everywhere: a sign and a word, so that no meaning rests on colour alone. */
export const outcomeWords: Record<Outcome, Text & { sign: string }> = {
  pass: { sign: '〇', ja: '適合', en: 'pass' },
  fail: { sign: '×', ja: '不適合', en: 'fail' },
  error: { sign: '！', ja: '判定エラー', en: 'error' },
  unknown: { sign: '？', ja: '未確認', en: 'unknown' },
  'not-applicable': { sign: '－', ja: '対象外', en: 'not applicable' },
  'not-checked': { sign: '・', ja: '未判定', en: 'not checked' },
};
