import { text } from '@tenken/shared';

export const reasons = {
  synchronized: text(
    '時刻源に同期しており、ずれは上限以内である。',
    'The clock follows its source and the offset is within the limit.',
  ),
  'synchronized-offset-not-reported': text(
    '最近同期しているが、ずれは報告されず、時刻源への測定にも応答がない。',
    'Synchronised recently; the offset is not told and the source did not answer our own question.',
  ),
  measured: text(
    'クライアントは状態を示さないが、動いており、設定済みの時刻源とのずれは上限以内である。',
    'The client does not tell its state, but it runs and the clock agrees with the configured source.',
  ),
  'clock-of-the-host': text('コンテナの時計はホストのものである。', "A container's clock is its host's."),
  'no-client': text('時刻同期のクライアントが動いていない。', 'No time client runs.'),
  'switched-off': text(
    '時刻同期が設定で無効になっている。',
    'Synchronisation is switched off by configuration.',
  ),
  'not-synchronized': text('時刻源に同期していない。', 'The clock follows no source.'),
  'no-selected-source': text('追従中の時刻源がない。', 'No source is followed now.'),
  'source-unreachable': text(
    '追従中の時刻源が応答していない。',
    'The source that is followed does not answer any more.',
  ),
  'last-sync-too-old': text(
    '最後の同期から時間が経ちすぎている。',
    'The last synchronisation is too long ago.',
  ),
  'offset-too-large': text('ずれが上限を超えている。', 'The offset is larger than the limit.'),
  'not-told': text(
    'クライアントが同期の状態を示さず、ずれも測れない。',
    'The client does not tell whether it is synchronised, and the offset could not be measured.',
  ),
};
