import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { remoteAccess } from '../../evidence/remote-access/index.ts';
import { defineControl } from '../define.ts';
import { unreadPart } from '../unread-part.ts';

export const winrmHardened = defineControl({
  id: 'winrm-hardened',
  title: text('WinRMが平文の通信と基本認証を認めない', 'WinRM accepts neither clear text nor Basic'),
  description: text(
    'WindowsのリモートPowerShellなどが使うWinRMについて、動いているサービスの実際の設定で、暗号化していない通信（AllowUnencrypted）と、パスワードをそのまま送る基本認証（Basic）を認めないことを確かめる。',
    'WinRM, which carries remote PowerShell: by the settings that the running service works by, it takes no unencrypted messages (AllowUnencrypted) and no Basic authentication, which sends the password itself.',
  ),
  needs: { state: remoteAccess },
  params: z.object({}),
  parameters: {},
  reasons: {
    hardened: text('平文の通信も基本認証も認めない。', 'Neither is accepted.'),
    unencrypted: text('暗号化していない通信を認めている。', 'Unencrypted messages are accepted.'),
    basic: text('基本認証を認めている。', 'Basic authentication is accepted.'),
    'not-windows': text('WinRMのないOSである。', 'This system has no WinRM.'),
    off: text(
      'WinRMは動いておらず、起動時にも動かない。',
      'WinRM does not run and does not start with the system.',
    ),
    'no-listener': text(
      'WinRMは動いているが、ほかの機器からの接続を待ち受けていない。',
      'WinRM runs and listens to nobody.',
    ),
    'not-running-now': text(
      '起動時に動く設定のWinRMが今は動いておらず、設定が分からない。',
      'WinRM starts with the system, does not run now, and its settings are not told.',
    ),
  },
  remediation: {
    linux: text('対象外。', 'Does not apply.'),
    windows: text(
      'グループポリシーの「Windows リモート管理 (WinRM)＞WinRM サービス」で「基本認証を許可する」と「暗号化されていないトラフィックを許可する」を無効にする。不要なら `Disable-PSRemoting` と `Set-Service WinRM -StartupType Disabled` を実行する。',
      'In the policies of Windows Remote Management, WinRM Service, disable Allow Basic authentication and Allow unencrypted traffic. Where it is not needed run `Disable-PSRemoting` and `Set-Service WinRM -StartupType Disabled`.',
    ),
    macos: text('対象外。', 'Does not apply.'),
  },
  evaluate({ state: { winrm, unread } }, _params, { platform }) {
    const expected = text('AllowUnencrypted と Basic が無効', 'AllowUnencrypted and Basic are off');
    const failed = unreadPart(unread, ['WinRM', 'winrm/config']);
    if (failed) return { ...failed, expected };
    if (winrm === null) {
      const observed = text(`OS: ${platform}`, `system: ${platform}`);
      return { outcome: 'not-applicable', reason: 'not-windows', observed, expected };
    }
    const { effective, start, policyBasic, policyUnencrypted } = winrm;
    const policies = `policy AllowUnencryptedTraffic ${policyUnencrypted ?? '-'}, AllowBasic ${policyBasic ?? '-'}`;
    if (effective === null) {
      const observed = text(
        `停止中（Start ${start ?? '-'}）、${policies}`,
        `stopped (Start ${start ?? '-'}), ${policies}`,
      );
      return start === 2
        ? { outcome: 'unknown', reason: 'not-running-now', observed, expected }
        : { outcome: 'not-applicable', reason: 'off', observed, expected };
    }
    const listeners = effective.listeners.filter(({ enabled }) => enabled);
    const shown = [
      `AllowUnencrypted ${effective.allowUnencrypted}`,
      `Basic ${effective.basic}`,
      ...listeners.map(({ transport, port }) => `${transport}:${port ?? '?'}`),
      policies,
    ];
    const observed = text(shown.join('、'), shown.join(', '));
    if (listeners.length === 0) {
      return { outcome: 'not-applicable', reason: 'no-listener', observed, expected };
    }
    if (effective.allowUnencrypted) return { outcome: 'fail', reason: 'unencrypted', observed, expected };
    if (effective.basic) return { outcome: 'fail', reason: 'basic', observed, expected };
    return { outcome: 'pass', reason: 'hardened', observed, expected };
  },
});
