import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

/** The reason of a finding about a machine that the control is not written for: it counts for no item. */
export const otherMachine = 'other-kind-of-machine';

/** The reason of a finding whose evidence somebody has asked agents not to collect. */
export const collectionOff = 'collection-off';

/** Reasons that any control may end with, because they are about the evidence and not about what it says. */
export const commonReasons: Record<string, Text> = {
  'not-reported': text('この種類の証跡がまだ届いていない。', 'No evidence of this kind has arrived yet.'),
  'not-found': text('調べる対象が見つからない。', 'What was to be read is not there.'),
  'permission-denied': text(
    '読み取る権限がない。エージェントを管理者権限で実行する。',
    'No permission to read. Run the agent as administrator.',
  ),
  timeout: text('時間内に応答がない。', 'No answer in time.'),
  'output-limit': text('応答が大きすぎる。', 'The answer is larger than the limit.'),
  'resource-limit': text(
    '点検が機器の資源を使い過ぎるため打ち切られた。',
    'The scan was ended because it took too much of the host.',
  ),
  unparsable: text('応答の形式を解釈できない。', 'The answer is in a form that is not understood.'),
  unsupported: text('このOSでの収集方法がない。', 'There is no probe for this operating system.'),
  [collectionOff]: text(
    'コレクターの設定で、この種類の証跡の収集を止めている。「設定」の「収集しない証跡」から外すと、次の報告から判定する。',
    'The settings of the collector switch off the collection of this evidence. Once it is switched on again in the settings, the next report is judged.',
  ),
  internal: text('収集処理の誤り。', 'The probe itself failed.'),
  stale: text(
    '証跡が古い。エージェントの稼働を確かめる。',
    'The evidence is too old. Check that the agent runs.',
  ),
  [otherMachine]: text(
    'ほかの種類の機器についての管理策である。',
    'The control is about another kind of machine.',
  ),
  'declaration-overdue': text(
    '判定の基になる届出が見直しの期日を過ぎている。見直して届け直す。',
    'A declaration that this rests on is past its review date. Review it and declare it again.',
  ),
  'reference-too-old': text(
    '判定の基になる参照データが期限より古い。新しい参照データの束を `tenken feed import` で取り込む（同梱の表は製品の更新でも新しくなる）。',
    'Reference data that this rests on is older than its limit. Carry in a newer bundle with `tenken feed import`; tables that come with the product are also renewed by updating it.',
  ),
  'product-not-looked-for': text(
    '参照データに、この版が調べない製品が載っている。その製品があるかは人が確かめる（製品の更新で調べるようになる）。',
    'The reference data names a product that this version does not look for. Check by hand whether it is here; an update may look for it.',
  ),
  'evidence-newer': text('コレクターを更新する。', 'Update the collector.'),
  'evidence-older': text(
    'エージェントを更新し、次の報告を待つ。',
    'Update the agent and wait for its next report.',
  ),
  'evidence-invalid': text('証跡の形式が合わない。', 'The evidence does not fit its schema.'),
  'judgement-failed': text('判定処理の誤り。', 'The judgement itself failed.'),
};
