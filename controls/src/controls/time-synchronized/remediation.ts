import { text } from '@tenken/shared';

export const remediation = {
  linux: text(
    'chrony を導入し、承認された時刻源を /etc/chrony/chrony.conf（RHEL系は /etc/chrony.conf）に `server 時刻源 iburst` と書き、`systemctl enable --now chrony`（RHEL系は chronyd）の後、`chronyc tracking` と `chronyc sources` で確かめる。時刻源へのUDP 123番を通す。ずれが大きいときは `chronyc makestep` で合わせる。',
    'Install chrony, write `server SOURCE iburst` with the approved source into /etc/chrony/chrony.conf (RHEL family: /etc/chrony.conf), run `systemctl enable --now chrony` (RHEL family: chronyd), and check with `chronyc tracking` and `chronyc sources`. Let UDP port 123 to the source through. Correct a large offset with `chronyc makestep`.',
  ),
  windows: text(
    'GPO「コンピューターの構成 > 管理用テンプレート > システム > Windows タイム サービス > タイム プロバイダー」で「Windows NTP クライアントを有効にする」を有効にし、「Windows NTP クライアントを構成する」に承認された時刻源を書く（ドメイン参加端末は Type を NT5DS とする）。ワークグループの端末ではサービスが常時動くよう、管理者の PowerShell で `Set-Service W32Time -StartupType Automatic; sc.exe triggerinfo W32Time delete; Start-Service W32Time; w32tm /resync` を実行し、`w32tm /query /status` で確かめる。',
    'GPO Computer Configuration > Administrative Templates > System > Windows Time Service > Time Providers: enable "Enable Windows NTP Client" and name the approved source in "Configure Windows NTP Client" (domain members: type NT5DS). On workgroup machines let the service run all the time, in an elevated PowerShell: `Set-Service W32Time -StartupType Automatic; sc.exe triggerinfo W32Time delete; Start-Service W32Time; w32tm /resync`; check with `w32tm /query /status`.',
  ),
  macos: text(
    '`sudo systemsetup -setnetworktimeserver 時刻源` と `sudo systemsetup -setusingnetworktime on` を実行する（構成プロファイルでは com.apple.MCX の timeServer）。`sntp 時刻源` でずれを確かめる。',
    'Run `sudo systemsetup -setnetworktimeserver SOURCE` and `sudo systemsetup -setusingnetworktime on` (configuration profile: timeServer of com.apple.MCX). Check the offset with `sntp SOURCE`.',
  ),
};
