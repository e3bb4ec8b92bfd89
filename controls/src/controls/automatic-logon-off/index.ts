import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { localAccounts } from '../../evidence/local-accounts/index.ts';
import { defineControl } from '../define.ts';
import { nameList } from '../name-list.ts';

const notTold = text(
  '起動するディスプレイマネージャーが不明',
  'the display manager that is started is not told',
);

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
    'display-manager-not-known': text(
      '起動しているログイン画面（ディスプレイマネージャー）の設定の場所を知らないので、判定できない。',
      'The machine starts a graphical sign-in program whose settings are not known here.',
    ),
    'display-manager-not-told': text(
      '起動しているログイン画面（ディスプレイマネージャー）が分からない。エージェントを新しくすると分かる。',
      'Which graphical sign-in program the machine starts is not told; a newer agent tells it.',
    ),
  },
  remediation: {
    linux: text(
      'GDMは custom.conf（daemon.conf）の AutomaticLoginEnable と TimedLoginEnable を False に、SDDMとPlasma Login Managerは [Autologin] の User を空に、LightDMは autologin-user を、greetdは [initial_session] を、LXDMは autologin を、lyは auto_login_user を消し、SLiMは auto_login を no にし、nodmは別のディスプレイマネージャーに替え、gettyは --autologin のドロップインを消す。',
      'GDM: set AutomaticLoginEnable and TimedLoginEnable in custom.conf (daemon.conf) to False. SDDM, Plasma Login Manager: empty User in [Autologin]. LightDM: remove autologin-user. greetd: remove [initial_session]. LXDM: remove autologin. ly: remove auto_login_user. SLiM: set auto_login to no. nodm: replace it by another display manager. getty: remove the drop-in with --autologin.',
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
  evaluate({ state: { automaticLogons, displayManagers } }, _params, { platform }) {
    const expected = text('自動ログオンなし', 'no automatic logon');
    const observed = nameList(
      automaticLogons.map(({ by, user, source }) => `${by}${user === null ? '' : ` ${user}`} (${source})`),
    );
    if (automaticLogons.some(({ on }) => on)) return { outcome: 'fail', reason: 'on', observed, expected };
    if (automaticLogons.some(({ passwordInClear }) => passwordInClear)) {
      return { outcome: 'fail', reason: 'password-left', observed, expected };
    }
    if (platform === 'linux' && !displayManagers) {
      return { outcome: 'unknown', reason: 'display-manager-not-told', observed: notTold, expected };
    }
    const strange = (displayManagers ?? []).filter(({ settings }) => settings === 'not-known');
    if (strange.length > 0) {
      const names = nameList(strange.map(({ name }) => name));
      return { outcome: 'unknown', reason: 'display-manager-not-known', observed: names, expected };
    }
    return { outcome: 'pass', reason: 'off', observed: text('なし', 'none'), expected };
  },
});
