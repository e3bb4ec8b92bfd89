import { text } from '@tenken/shared';

export const remediation = {
  linux: text(
    'GNOME: /etc/dconf/profile/user に `user-db:user` と `system-db:local` を書き、/etc/dconf/db/local.d/00-lock に `[org/gnome/desktop/session]` `idle-delay=uint32 900`、`[org/gnome/desktop/screensaver]` `lock-enabled=true` `lock-delay=uint32 0` を、/etc/dconf/db/local.d/locks/lock に各キーのパスを書いて `dconf update` を実行する。KDE: /etc/xdg/kscreenlockerrc に `[Daemon][$i]` `Autolock=true` `Timeout=15` `LockGrace=0` を書く。サーバー: /etc/profile.d/tmout.sh に `typeset -xr TMOUT=900` と書く。',
    'GNOME: write `user-db:user` and `system-db:local` into /etc/dconf/profile/user, `[org/gnome/desktop/session]` `idle-delay=uint32 900` and `[org/gnome/desktop/screensaver]` `lock-enabled=true` `lock-delay=uint32 0` into /etc/dconf/db/local.d/00-lock, the paths of these keys into /etc/dconf/db/local.d/locks/lock, then run `dconf update`. KDE: `[Daemon][$i]` `Autolock=true` `Timeout=15` `LockGrace=0` in /etc/xdg/kscreenlockerrc. Servers: `typeset -xr TMOUT=900` in /etc/profile.d/tmout.sh.',
  ),
  windows: text(
    'GPO「コンピューターの構成 > Windows の設定 > セキュリティの設定 > ローカル ポリシー > セキュリティ オプション > 対話型ログオン: コンピューターの非アクティブ状態の上限」を900秒以下にする（全利用者に効く）。または「ユーザーの構成 > 管理用テンプレート > コントロール パネル > 個人用設定」で、スクリーン セーバーの有効化、パスワードでの保護、タイムアウト（900秒以下）、特定のスクリーン セーバー（scrnsave.scr）の4つをすべて設定する。PowerShell: `Set-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System InactivityTimeoutSecs 900 -Type DWord`（再起動後に有効）。',
    'GPO Computer Configuration > Windows Settings > Security Settings > Local Policies > Security Options > "Interactive logon: Machine inactivity limit": at most 900 seconds (acts on every user). Or, under User Configuration > Administrative Templates > Control Panel > Personalization, all four of: enable screen saver, password protect the screen saver, screen saver timeout (at most 900 seconds), force specific screen saver (scrnsave.scr). PowerShell: `Set-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System InactivityTimeoutSecs 900 -Type DWord` (after a restart).',
  ),
  macos: text(
    '構成プロファイル com.apple.screensaver を配布し、`askForPassword` を true、`askForPasswordDelay` を0～5、`idleTime` を900以下にする。1台だけなら、利用者のセッションで `sysadminctl -screenLock immediate -password -` と `defaults -currentHost write com.apple.screensaver idleTime -int 900` を実行する。',
    "Deploy a com.apple.screensaver configuration profile with `askForPassword` true, `askForPasswordDelay` 0 to 5 and `idleTime` at most 900. On a single machine, in the user's session: `sysadminctl -screenLock immediate -password -` and `defaults -currentHost write com.apple.screensaver idleTime -int 900`.",
  ),
};
