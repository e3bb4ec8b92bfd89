import type { Language } from '@tenken/shared';
import type { DeployOutcome, HostResult } from '../deploy/results.ts';
import { isGood } from '../deploy/results.ts';
import { plain, terminalWidth } from './print.ts';
import { table } from './table.ts';

const head = {
  ja: ['ホスト', '結果', '前の版', '今の版', '理由'],
  en: ['host', 'result', 'version before', 'version now', 'reason'],
};

const words: Record<DeployOutcome, { ja: string; en: string }> = {
  unchanged: { ja: '変更なし', en: 'unchanged' },
  installed: { ja: '導入済み', en: 'installed' },
  upgraded: { ja: '更新済み', en: 'upgraded' },
  repaired: { ja: '修復済み', en: 'repaired' },
  removed: { ja: '削除済み', en: 'removed' },
  'rolled-back': { ja: '前の版へ戻した', en: 'rolled back' },
  failed: { ja: '失敗', en: 'failed' },
  unsupported: { ja: '対象外', en: 'unsupported' },
  unreachable: { ja: '接続不可', en: 'unreachable' },
  untrusted: { ja: 'ホスト鍵が不明', en: 'host key not trusted' },
  refused: { ja: '権限なし', en: 'refused' },
  'would-change': { ja: '変更予定', en: 'would change' },
  'not-attempted': { ja: '未着手', en: 'not attempted' },
};

/** What became of each host, for people. */
export function deployTable(results: readonly HostResult[], language: Language): string {
  const rows = results.map((result) => [
    { text: result.host },
    {
      text: words[result.outcome][language],
      style: isGood(result) ? ('green' as const) : ('red' as const),
    },
    { text: result.from ?? '－' },
    { text: result.to ?? '－' },
    { text: plain(result.reason ?? result.changes.join(', ')) },
  ]);
  return table(head[language], rows, [1, 0, 0, 0, 3], terminalWidth());
}
