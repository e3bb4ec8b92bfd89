import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { remoteAccess } from '../../evidence/remote-access/index.ts';
import { defineControl } from '../define.ts';
import { listenersOfKind, shownListeners } from '../other-listeners.ts';
import { unreadPart } from '../unread-part.ts';
import { weaknessesOf } from './weaknesses.ts';

const servers = { ports: [22], programs: ['sshd', 'dropbear'] };

export const sshServerHardened = defineControl({
  id: 'ssh-server-hardened',
  title: text('SSHサーバーの設定が安全である', 'The SSH server is set safely'),
  description: text(
    'rootがパスワードで入れず、空のパスワードと相手の機器だけを信じる認証を認めず、認証の試行回数が限られていることを、sshd_config を Include と Match を含めて読んで確かめる。Match のどれか一つが緩ければ不適合とする。書かれていない PermitRootLogin は sshd 自身に尋ねる。動いているsshdが設定より古い場合と、起動時の引数による上書きは見ない。',
    'Root does not get in with a password, neither empty passwords nor trust in the other machine alone is accepted, and attempts are limited: by sshd_config, read with Include and Match. One loose Match is enough to fail. A PermitRootLogin that nobody wrote is asked from sshd itself. An sshd that was started before its configuration changed, and arguments at its start, are not looked at.',
  ),
  needs: { state: remoteAccess, listening: listeningServices },
  params: z.object({
    rootLogin: z._default(z.enum(['keys', 'no']), 'keys'),
    passwords: z._default(z.enum(['allowed', 'no']), 'allowed'),
    maxAuthTries: z._default(z.int().check(z.minimum(1)), 6),
  }),
  parameters: {
    rootLogin: {
      meaning: text(
        'rootの直接のログイン（keys: パスワード以外なら認める、no: 認めない）',
        'Direct login of root: keys = by anything but a password, no = not at all',
      ),
      source: text('OpenSSH 7.0以降の既定値', 'The default of OpenSSH since 7.0'),
    },
    passwords: {
      meaning: text('パスワード認証（allowed: 認める、no: 認めない）', 'Passwords: allowed, or no'),
      source: text('製品の既定値（認める）', "The product's default: allowed"),
    },
    maxAuthTries: {
      unit: 'attempts',
      meaning: text('1接続で認証を試せる回数の上限', 'Most attempts that one connection may have'),
      source: text('OpenSSHの既定値（6回）', 'The default of OpenSSH: 6'),
    },
  },
  reasons: {
    hardened: text('SSHサーバーの設定は安全である。', 'The SSH server is set safely.'),
    'no-ssh-server': text(
      'SSHサーバーがないか、起動せず待ち受けてもいない。',
      'There is no SSH server, or it does not start and nothing listens.',
    ),
    'empty-passwords': text('空のパスワードで入れる。', 'Empty passwords are accepted.'),
    'root-password': text('rootがパスワードで入れる。', 'Root gets in with a password.'),
    'root-login': text('rootが直接入れる。', 'Root gets in directly.'),
    'hostbased-trust': text(
      '相手の機器を信じるだけの認証（HostbasedAuthentication）が有効である。',
      'Trust in the other machine (HostbasedAuthentication) is on.',
    ),
    'passwords-allowed': text('パスワード認証が有効である。', 'Passwords are accepted.'),
    'too-many-attempts': text('認証の試行回数の上限が大きい。', 'Too many attempts are allowed.'),
    'root-login-not-told': text(
      'PermitRootLogin が書かれておらず、sshdの既定値も分からない。sshd_config に書く。',
      'PermitRootLogin is not written and the default of this sshd is not told. Write it into sshd_config.',
    ),
    'not-understood': text(
      'sshdの知らない値が書かれているか、Match が多すぎる。',
      'A value that sshd does not know is written, or there are too many Match blocks.',
    ),
    'other-server': text(
      'OpenSSHでないか、設定の場所が分からないSSHサーバーが待ち受けている。その設定を確かめる。',
      'An SSH server listens that is not OpenSSH, or whose settings are not found. Check its settings.',
    ),
    'too-many': text('待受けが多すぎて、すべては記録されていない。', 'More listen than are listed.'),
  },
  remediation: {
    linux: text(
      '/etc/ssh/sshd_config.d に PermitRootLogin prohibit-password（又は no）、PermitEmptyPasswords no、HostbasedAuthentication no、MaxAuthTries 6 を書き、`sshd -t` で確かめて再読込みする。先に読まれる値が優先される。',
      'Write PermitRootLogin prohibit-password (or no), PermitEmptyPasswords no, HostbasedAuthentication no and MaxAuthTries 6 into /etc/ssh/sshd_config.d, check with `sshd -t` and reload. The value that is read first counts.',
    ),
    windows: text(
      'C:\\ProgramData\\ssh\\sshd_config に PermitEmptyPasswords no と MaxAuthTries 6 を書き、`Restart-Service sshd` を実行する。不要なら `Set-Service sshd -StartupType Disabled` とする。',
      'Write PermitEmptyPasswords no and MaxAuthTries 6 into C:\\ProgramData\\ssh\\sshd_config and run `Restart-Service sshd`. Where it is not needed: `Set-Service sshd -StartupType Disabled`.',
    ),
    macos: text(
      '不要なら「システム設定＞一般＞共有」で「リモートログイン」を切る。必要なら /etc/ssh/sshd_config.d に PermitRootLogin no と MaxAuthTries 6 を書く。',
      'Turn off Remote Login in System Settings, General, Sharing where it is not needed. Else write PermitRootLogin no and MaxAuthTries 6 into /etc/ssh/sshd_config.d.',
    ),
  },
  evaluate({ state: { ssh, unread }, listening }, params, { platform }) {
    const expected = text(
      `rootの直接のログインは${params.rootLogin === 'no' ? 'なし' : 'パスワード以外だけ'}、空のパスワードなし、試行${params.maxAuthTries}回まで`,
      `root ${params.rootLogin === 'no' ? 'not directly' : 'by anything but a password'}, no empty passwords, ${params.maxAuthTries} attempts at most`,
    );
    const failed = ssh === null ? unreadPart(unread, ['sshd_config']) : null;
    if (failed) return { ...failed, expected };
    const listens = listenersOfKind(listening, servers);
    const others = listens.filter(({ program }) => program?.toLowerCase().startsWith('dropbear'));
    if (ssh === null || (ssh.open === false && listens.length === 0)) {
      const observed = shownState(ssh === null, shownListeners(listens));
      if (listens.length > 0) return { outcome: 'unknown', reason: 'other-server', observed, expected };
      if (listening.truncated) return { outcome: 'unknown', reason: 'too-many', observed, expected };
      return { outcome: 'not-applicable', reason: 'no-ssh-server', observed, expected };
    }
    const found = weaknessesOf(ssh, params, platform);
    const [first] = found;
    if (first) {
      const shown = found.map(({ shown: one }) => one).slice(0, 6);
      return {
        outcome: first.outcome,
        reason: first.reason,
        observed: text(shown.join('、'), shown.join(', ')),
        expected,
      };
    }
    if (others.length > 0) {
      const shown = shownListeners(others);
      return { outcome: 'unknown', reason: 'other-server', observed: text(shown, shown), expected };
    }
    const blocks = ssh.settings.length - 1;
    const observed = text(`設定に弱い所なし（Match ${blocks}件）`, `nothing weak (${blocks} Match blocks)`);
    return { outcome: 'pass', reason: 'hardened', observed, expected };
  },
});

function shownState(isAbsent: boolean, listens: string): Text {
  const ja = isAbsent ? 'OpenSSHのサーバーなし' : '起動しない設定';
  const en = isAbsent ? 'no server of OpenSSH' : 'set not to start';
  return listens === ''
    ? text(`${ja}、待受けなし`, `${en}, nothing listens`)
    : text(`${ja}、待受け: ${listens}`, `${en}; listens: ${listens}`);
}
