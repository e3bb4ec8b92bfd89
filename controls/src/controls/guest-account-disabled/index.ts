import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import { defineControl } from '../define.ts';

export const guestAccountDisabled = defineControl({
  id: 'guest-account-disabled',
  title: text('ゲストアカウントが無効である', 'The guest account is disabled'),
  description: text(
    '誰が使ったか分からないゲストアカウントで入れないことを確かめる。Windowsは名前でなくRID 501で見分ける。',
    'Nobody gets in as a guest, whom nobody can name afterwards. On Windows the account is known by its RID 501 and not by its name.',
  ),
  needs: { state: localAccounts },
  params: z.object({}),
  parameters: {},
  reasons: {
    disabled: text('ゲストアカウントは無効。', 'The guest account is disabled.'),
    none: text('ゲストアカウントはない。', 'There is no guest account.'),
    enabled: text('ゲストアカウントが有効。', 'The guest account is enabled.'),
    'not-told': text('ゲストアカウントの状態が分からない。', 'The state of the guest account is not told.'),
  },
  remediation: {
    linux: text(
      '`usermod -L -e 1 guest` で無効にするか、`userdel -r guest` で削除する。',
      'Disable it with `usermod -L -e 1 guest` or remove it with `userdel -r guest`.',
    ),
    windows: text(
      'ローカルセキュリティポリシー「アカウント: Guest アカウントの状態」を無効にする（`net user Guest /active:no`）。',
      'Disable the security option Accounts: Guest account status (`net user Guest /active:no`).',
    ),
    macos: text(
      '「システム設定」の「ユーザとグループ」で「ゲストユーザ」を切る（`sysadminctl -guestAccount off`）。',
      'Turn off Guest User in System Settings, Users & Groups (`sysadminctl -guestAccount off`).',
    ),
  },
  evaluate({ state }) {
    const expected = text('ゲストアカウントが無効', 'the guest account is disabled');
    switch (state.guest) {
      case 'enabled':
        return { outcome: 'fail', reason: 'enabled', observed: text('有効', 'enabled'), expected };
      case 'disabled':
        return { outcome: 'pass', reason: 'disabled', observed: text('無効', 'disabled'), expected };
      case 'none':
        return { outcome: 'pass', reason: 'none', observed: text('なし', 'none'), expected };
      case null:
        return { outcome: 'unknown', reason: 'not-told', observed: text('不明', 'not told'), expected };
    }
    const never: never = state.guest;
    return never;
  },
});
