import { text } from '@tenken/shared';

export const reasons = {
  locks: text(
    'すべての利用者の画面が上限以内にパスワード付きでロックされる。',
    "Every user's screen locks with a password within the limit.",
  ),
  'machine-limit': text(
    '機器全体の無操作の上限により、すべてのセッションがロックされる。',
    'A limit of the machine locks every session.',
  ),
  'idle-shells-end': text(
    '無操作のシェルは上限以内に終了し、利用者は変更できない。',
    'Idle shells end within the limit, and users cannot change it.',
  ),
  'nobody-logs-in': text(
    '画面も、ログインできるアカウントもない。',
    'There is neither a graphical screen nor an account that can log in.',
  ),
  'no-lock': text(
    '無操作でもロックが始まらない利用者がいる。',
    'For at least one user the lock never starts by itself.',
  ),
  'no-password': text(
    '復帰時にパスワードを求めない利用者がいる。',
    'For at least one user coming back needs no password.',
  ),
  'idle-too-long': text(
    'ロックまでの時間が上限を超える利用者がいる。',
    'For at least one user the time until the lock exceeds the limit.',
  ),
  'not-enforced': text('利用者が設定を変更できる。', 'A user can change the settings.'),
  'no-shell-timeout': text(
    '無操作のシェルが終了しない（TMOUT がない）。',
    'Idle shells never end: TMOUT is not set.',
  ),
  'shell-timeout-too-long': text('TMOUT が上限を超えている。', 'TMOUT exceeds the limit.'),
  'shell-timeout-changeable': text(
    'TMOUT が readonly かつ export ではなく、利用者が外せる。',
    'TMOUT is not both readonly and exported: users can remove it.',
  ),
  'shell-timeout-uncertain': text(
    'TMOUT が条件付き、または数値以外で設定され、効くかどうかを判断できない。',
    'TMOUT is set under a condition or not as a number: whether it acts cannot be told.',
  ),
  'other-login-shell': text(
    'TMOUT に従わないログインシェルがある。',
    'There are login shells that do not heed TMOUT of these files.',
  ),
  'not-told': text('設定を読めない利用者がいる。', 'For at least one user the settings could not be seen.'),
  'desktop-not-known': text(
    '設定の読み方が未対応のデスクトップを使う利用者がいる。',
    'At least one user has a desktop whose settings are not supported.',
  ),
  'no-users': text('ロックを確かめる利用者がいない。', 'There is no user whose lock could be checked.'),
};
