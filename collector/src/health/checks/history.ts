import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

/** Only damage that a report has met is seen here; `tenken integrity` looks for all of it. */
export const history: HealthRule = ({ besideDamage: { reports, hosts } }) => ({
  id: 'history',
  title: text('保存済みの報告', 'Stored reports'),
  state: reports === 0 ? 'ok' : 'problem',
  detail:
    reports === 0
      ? text('壊れた履歴に当たった報告はありません。', 'No report has met a damaged part of the history.')
      : text(
          `${hosts} 台の保存済みの報告が壊れています。そこに属する、遅れて届いた報告 ${reports} 件は別に保管しました。`,
          `Stored reports of ${hosts} hosts are damaged. ${reports} late reports that belong there are kept apart.`,
        ),
  action:
    reports === 0
      ? null
      : text(
          'tenken integrity で壊れた箇所を調べ、その箇所がまだ正しいバックアップから戻してください。',
          'Run tenken integrity to see what is damaged, and restore a backup in which that is still whole.',
        ),
  observed: { reports, hosts },
});
