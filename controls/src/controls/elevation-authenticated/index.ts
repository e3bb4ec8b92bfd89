import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import type { LocalAccounts, Privilege } from '../../evidence/local-accounts/schema.ts';
import { defineControl } from '../define.ts';
import { judgeStacks } from '../judge-pam-services.ts';
import { nameList } from '../name-list.ts';

export const elevationAuthenticated = defineControl({
  id: 'elevation-authenticated',
  title: text(
    '管理者権限の利用に認証又は確認を求める',
    'Using administrator rights asks for authentication or consent',
  ),
  description: text(
    'LinuxとmacOSでは、利用者番号0が root だけであり、sudoとdoasがパスワードを求め（NOPASSWDがなく）、docker など認証なしに root になれるグループに構成員がいないことを確かめる。Linuxでは、su、sudo、polkit などのPAMのスタックが、本人の秘密（パスワード、カード、鍵など）なしに通さないことも、たどって確かめる。Windowsでは、ユーザーアカウント制御が有効で、管理者の操作に同意か資格情報を求めることを確かめる。',
    'Linux and macOS: only root has the user number 0, sudo and doas ask for a password (no NOPASSWD), and nobody is in a group such as docker whose members become root without being asked. On Linux the PAM stacks of su, sudo, polkit and the like are followed as well: they let nobody through without a secret of their own, such as a password, card or key. Windows: User Account Control is on and asks administrators for consent or credentials.',
  ),
  needs: { state: localAccounts },
  params: z.object({
    allowSomeCommandsWithoutPassword: z._default(z.boolean(), false),
    allowRootEquivalentGroups: z._default(z.boolean(), false),
  }),
  parameters: {
    allowSomeCommandsWithoutPassword: {
      meaning: text(
        '一部のコマンドに限った NOPASSWD の規則を認める（監視や運用の自動処理のため）',
        'Accept NOPASSWD rules for some commands only, as monitoring and scheduled jobs use',
      ),
      source: text('製品の既定値（認めない）', "The product's default: not accepted"),
    },
    allowRootEquivalentGroups: {
      meaning: text(
        'docker など root と同等のグループに構成員がいることを認める',
        'Accept members of groups that amount to root, such as docker',
      ),
      source: text('製品の既定値（認めない）', "The product's default: not accepted"),
    },
  },
  reasons: {
    asks: text('管理者権限の利用に認証又は確認を求める。', 'Authentication or consent is asked for.'),
    'only-root': text('root のほかに管理者はいない。', 'Nobody but root is administrator.'),
    'second-superuser': text(
      'root のほかに利用者番号0のアカウントがある。',
      'There are accounts with the user number 0 besides root.',
    ),
    'without-password': text(
      'パスワードなしで全てのコマンドを管理者として実行できる規則がある。',
      'A rule lets somebody run every command as administrator without a password.',
    ),
    'some-without-password': text(
      'パスワードなしで一部のコマンドを管理者として実行できる規則がある。',
      'A rule lets somebody run some commands as administrator without a password.',
    ),
    'stack-asks-nothing': text(
      'su や sudo などのPAMの設定が、本人の秘密なしに通す。',
      'The PAM settings of su, sudo or the like let people through without a secret of their own.',
    ),
    'stack-not-known': text(
      'su や sudo などのPAMの設定に、働きの分からないモジュールがあり、認証なしに通すか分からない。',
      'Modules that are not known decide in the PAM settings of su, sudo or the like: they may let people through.',
    ),
    'stacks-not-told': text(
      'PAMの設定が報告されていない。エージェントを更新する。',
      'The PAM settings are not reported. Update the agent.',
    ),
    'root-equivalent-group': text(
      '認証なしに root になれるグループに構成員がいる。',
      'A group whose members become root without being asked has members.',
    ),
    'control-off': text('ユーザーアカウント制御が無効。', 'User Account Control is off.'),
    'no-question': text(
      'ユーザーアカウント制御が確認なしに昇格する。',
      'User Account Control elevates without a question.',
    ),
  },
  remediation: {
    linux: text(
      "`awk -F: '$3==0' /etc/passwd` に出る root 以外のアカウントの番号を変えるか削除する。/etc/sudoers と /etc/sudoers.d の NOPASSWD と `Defaults !authenticate` を `visudo` で消す。docker などのグループから利用者を `gpasswd -d` で外す。",
      "Change the number of, or remove, accounts but root that `awk -F: '$3==0' /etc/passwd` shows. Take NOPASSWD and `Defaults !authenticate` out of /etc/sudoers and /etc/sudoers.d with `visudo`. Take people out of groups such as docker with `gpasswd -d`. Take sufficient lines with pam_permit, `pam_wheel trust` and the like out of su, sudo and common-auth (system-auth on RHEL) below /etc/pam.d.",
    ),
    windows: text(
      'ローカルセキュリティポリシーのセキュリティオプションで「ユーザー アカウント制御: 管理者承認モードですべての管理者を実行する」を有効にし、「管理者承認モードでの管理者に対する昇格時のプロンプトの動作」を同意か資格情報を要求するものにして再起動する。',
      'In the security options enable User Account Control: Run all administrators in Admin Approval Mode, set the behaviour of the elevation prompt for administrators to one that asks for consent or credentials, and restart.',
    ),
    macos: text(
      '`dscl . -list /Users UniqueID` で番号が0の root 以外のアカウントを削除し、/etc/sudoers と /etc/sudoers.d の NOPASSWD を `visudo` で消す。',
      'Remove accounts but root with the number 0 in `dscl . -list /Users UniqueID`, and take NOPASSWD out of /etc/sudoers and /etc/sudoers.d with `visudo`.',
    ),
  },
  evaluate({ state }, params, { platform }) {
    const expected = text(
      '管理者権限の利用に認証又は確認',
      'authentication or consent for administrator rights',
    );
    const base = { observed: shown(state.elevation), expected };
    if (state.elevation === 'off') return { outcome: 'fail', reason: 'control-off', ...base };
    if (state.elevation === 'no-question') return { outcome: 'fail', reason: 'no-question', ...base };
    for (const { reason, found } of weaknesses(state, params)) {
      if (found.length === 0) continue;
      const observed = nameList(found.map(({ name, type, source }) => `${name ?? type} (${source})`));
      return { outcome: 'fail', reason, observed, expected };
    }
    const stacks = judgeStacks(state, 'elevation', platform);
    if (stacks) return { ...stacks, expected };
    const others = state.privileges.some(({ via, name }) => via !== 'uid-0' || name !== 'root');
    return { outcome: 'pass', reason: state.elevation === null && !others ? 'only-root' : 'asks', ...base };
  },
});

type Allowed = { allowSomeCommandsWithoutPassword: boolean; allowRootEquivalentGroups: boolean };

function weaknesses(
  { privileges }: LocalAccounts,
  allowed: Allowed,
): { reason: string; found: Privilege[] }[] {
  const open = privileges.filter(({ withoutPassword }) => withoutPassword);
  return [
    {
      reason: 'second-superuser',
      found: privileges.filter(({ via, name }) => via === 'uid-0' && name !== 'root'),
    },
    { reason: 'without-password', found: open.filter(({ via }) => via !== 'limited-rule') },
    {
      reason: 'root-equivalent-group',
      found: allowed.allowRootEquivalentGroups
        ? []
        : privileges.filter(({ via }) => via === 'root-equivalent-group'),
    },
    {
      reason: 'some-without-password',
      found: allowed.allowSomeCommandsWithoutPassword ? [] : open.filter(({ via }) => via === 'limited-rule'),
    },
  ];
}

function shown(elevation: LocalAccounts['elevation']): Text {
  switch (elevation) {
    case 'own-password':
      return text('本人のパスワードを求める', "asks for one's own password");
    case 'target-password':
      return text('root のパスワードを求める', "asks for root's password");
    case 'credentials':
      return text('資格情報を求める', 'asks for credentials');
    case 'consent':
      return text('同意を求める', 'asks for consent');
    case 'no-question':
      return text('確認なしに昇格する', 'elevates without a question');
    case 'off':
      return text('ユーザーアカウント制御が無効', 'User Account Control is off');
    case null:
      return text('sudoなし', 'no sudo');
  }
  const never: never = elevation;
  return never;
}
