import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { loginFactors } from '../../evidence/login-factors/index.ts';
import { defineControl } from '../define.ts';
import { factorReasons, judgeWays, shownWays } from '../judge-login-ways.ts';

export const remoteAccessMultiFactor = defineControl({
  id: 'remote-access-multi-factor',
  title: text(
    'この機器への遠隔からのログオンに二つ以上の要素を求める',
    'Signing in to this machine from afar asks for two factors',
  ),
  description: text(
    '有効なSSH、リモートデスクトップ、xrdp、Cockpit、画面共有が、一つの要素だけでは通らないことを確かめる。SSHは sshd_config を Include と Match を含めて読み、認証方式の組合せとPAMのスタックを合わせて見る。手前のVPNや踏み台が求める要素、他社の遠隔操作製品は機器からは分からない。',
    'SSH, Remote Desktop, xrdp, Cockpit and Screen Sharing, where they are on, let nobody in with one factor. For SSH sshd_config is read with Include and Match, and its chains of methods together with the PAM stack. What a VPN or a jump host in front asks for, and remote control products of others, are not seen on the machine.',
  ),
  needs: { state: loginFactors },
  params: z.object({ acceptKeyAlone: z._default(z.boolean(), false) }),
  parameters: {
    acceptKeyAlone: {
      meaning: text(
        'SSHの公開鍵認証だけで入れることを認める（鍵のパスフレーズの有無は機器からは分からない）',
        'Accept an SSH key alone; whether the key has a passphrase is not seen on the machine',
      ),
      source: text('製品の既定値（認めない）', "The product's default: not accepted"),
    },
  },
  reasons: {
    ...factorReasons,
    'key-alone': text(
      'SSHの鍵だけで入れる。鍵のパスフレーズは機器からは確かめられない。',
      'An SSH key alone is enough. Whether it has a passphrase cannot be seen on the machine.',
    ),
    'no-remote-access': text(
      'SSH、リモートデスクトップなど、ここで見る遠隔の入口は閉じている。',
      'SSH, Remote Desktop and the other ways looked at here are closed.',
    ),
  },
  remediation: {
    linux: text(
      'sshd_config で `AuthenticationMethods publickey,keyboard-interactive` とし、/etc/pam.d/sshd に pam_google_authenticator などを required で加える（nullok は付けない）。FIDO2の鍵だけを使う場合は PubkeyAuthOptions verify-required と PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com とする。',
      'Set `AuthenticationMethods publickey,keyboard-interactive` in sshd_config and add pam_google_authenticator or the like as required to /etc/pam.d/sshd, without nullok. For FIDO2 keys only: PubkeyAuthOptions verify-required and PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com.',
    ),
    windows: text(
      '不要ならリモートデスクトップを無効にする。必要なら「対話型ログオン: Windows Hello for Business またはスマート カードが必要」を有効にするか、リモートデスクトップに対応する二要素認証の製品を導入する。',
      'Turn Remote Desktop off where it is not needed. Else enable Interactive logon: Require Windows Hello for Business or smart card, or install a product for two factors that covers Remote Desktop.',
    ),
    macos: text(
      '「システム設定」の「共有」で「リモートログイン」と「画面共有」を切る。必要なら /etc/ssh/sshd_config.d で PasswordAuthentication no とし、スマートカード又はFIDO2の鍵だけを受け付ける。',
      'Turn off Remote Login and Screen Sharing in System Settings, Sharing. Else set PasswordAuthentication no in /etc/ssh/sshd_config.d and accept smart cards or FIDO2 keys only.',
    ),
  },
  evaluate({ state }, { acceptKeyAlone }) {
    const expected = text(
      '遠隔の入口の全てで二つ以上の要素',
      'two factors at every remote way of signing in',
    );
    const ways = state.ways.filter(({ reach, open }) => reach === 'remote' && open !== false);
    const observed = shownWays(ways, state);
    if (ways.length === 0) {
      return { outcome: 'not-applicable', reason: 'no-remote-access', observed, expected };
    }
    return { ...judgeWays(ways, state, { acceptKeyAlone }), observed, expected };
  },
});
