import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import { defineControl } from '../define.ts';
import { nameList } from '../name-list.ts';

export const automaticLogonOff = defineControl({
  id: 'automatic-logon-off',
  title: text('自動ログオンが無効である', 'Automatic logon is off'),
  description: text(
    '電源を入れるだけで誰かとして使い始められないことと、そのためのパスワードが読める形で残っていないことを確かめる。パスワードそのものは集めない。',
    'Nobody becomes somebody by switching the machine on, and no password for it lies readable in the configuration. The password itself is never collected.',
  ),
  needs: { state: localAccounts },
  params: z.object({}),
  parameters: {},
  reasons: {
    off: text('自動ログオンは設定されていない。', 'No automatic logon is set up.'),
    on: text('自動ログオンが有効。', 'Automatic logon is on.'),
    'password-left': text(
      '自動ログオンは無効だが、そのためのパスワードが読める形で残っている。',
      'Automatic logon is off, but a password for it is left in a readable form.',
    ),
  },
  remediation: {
    linux: text(
      'GDMは custom.conf（daemon.conf）の AutomaticLoginEnable と TimedLoginEnable を False に、SDDMは [Autologin] の User を空に、LightDMは autologin-user を消し、gettyは --autologin のドロップインを消す。',
      'GDM: set AutomaticLoginEnable and TimedLoginEnable in custom.conf (daemon.conf) to False. SDDM: empty User in [Autologin]. LightDM: remove autologin-user. getty: remove the drop-in with --autologin.',
    ),
    windows: text(
      'レジストリ HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon の AutoAdminLogon を 0 にし、DefaultPassword を削除する。',
      'Set AutoAdminLogon in HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon to 0 and delete DefaultPassword.',
    ),
    macos: text(
      '「システム設定」の「ユーザとグループ」で「自動ログイン」を切る（`sysadminctl -autologin off`）。/etc/kcpassword が残れば削除する。',
      'Turn off automatic login in System Settings, Users & Groups (`sysadminctl -autologin off`). Delete /etc/kcpassword if it is left.',
    ),
  },
  evaluate({ state: { automaticLogons } }) {
    const expected = text('自動ログオンなし', 'no automatic logon');
    const observed = nameList(
      automaticLogons.map(({ by, user, source }) => `${by}${user === null ? '' : ` ${user}`} (${source})`),
    );
    if (automaticLogons.some(({ on }) => on)) return { outcome: 'fail', reason: 'on', observed, expected };
    if (automaticLogons.some(({ passwordInClear }) => passwordInClear)) {
      return { outcome: 'fail', reason: 'password-left', observed, expected };
    }
    return { outcome: 'pass', reason: 'off', observed: text('なし', 'none'), expected };
  },
});
