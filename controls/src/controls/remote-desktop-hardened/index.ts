import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { remoteAccess } from '../../evidence/remote-access/index.ts';
import type { RemoteAccess, Setting } from '../../evidence/remote-access/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { listenersOfKind, shownListeners } from '../other-listeners.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason' | 'observed'>;

/** Programs for a desktop from afar whose settings are not read. */
const others = {
  ports: [5900, 5901, 5902, 5903],
  programs: ['xrdp', 'gnome-remote-de', 'krdpserver', 'x11vnc', 'xvnc', 'x0vnc', 'vino', 'wayvnc', 'krfb'],
};
const remoteDesktopPorts = { ports: [3389], programs: [] };

export const remoteDesktopHardened = defineControl({
  id: 'remote-desktop-hardened',
  title: text('リモートデスクトップの設定が安全である', 'Remote desktop connections are set safely'),
  description: text(
    'リモートデスクトップが有効な場合、接続の前に利用者を確かめ（ネットワークレベル認証）、RDP独自の弱い暗号を使わないことを、ポリシーの値と機器の値から確かめる。macOSでは画面共有が、誰でも同じ短いパスワードで入れるVNCの方式を認めないことを確かめる。xrdpやVNCなど、ほかの製品が待ち受けていれば未確認とする。',
    'Where Remote Desktop is on, the user is proved before a session is made (network level authentication) and the weak encryption of its own is not used: by the policy and by the machine. On macOS Screen Sharing does not accept the one short password of VNC. Where another product, such as xrdp or VNC, listens, the answer is unknown.',
  ),
  needs: { state: remoteAccess, listening: listeningServices },
  params: z.object({}),
  parameters: {},
  reasons: {
    hardened: text('安全に設定されている。', 'It is set safely.'),
    off: text(
      'リモートデスクトップと画面共有は無効で、待ち受けてもいない。',
      'Remote desktop and screen sharing are off and nothing listens.',
    ),
    'network-level-off': text(
      'ネットワークレベル認証を求めない。',
      'Network level authentication is not required.',
    ),
    'weak-layer': text('RDP独自の暗号を使う設定である。', "It uses RDP's own encryption."),
    'legacy-password': text(
      '画面共有が、一つの短いパスワードで操作できるVNCの方式を認めている。',
      'Screen Sharing accepts the one short password of VNC.',
    ),
    'not-told': text('設定の値が分からない。', 'A setting is not told.'),
    'other-server': text(
      '設定を読めない遠隔操作の製品が待ち受けている。その設定を確かめる。',
      'A product listens whose settings are not read. Check them.',
    ),
    'too-many': text('待受けが多すぎて、すべては記録されていない。', 'More listen than are listed.'),
  },
  remediation: {
    linux: text(
      '不要なら xrdp やVNCを止める。必要ならSSHの転送の中でだけ使う。',
      'Stop xrdp or VNC where they are not needed. Else use them inside SSH forwarding only.',
    ),
    windows: text(
      'グループポリシーの「リモート デスクトップ セッション ホスト＞セキュリティ」で「ネットワーク レベル認証を使用したユーザー認証を必要とする」を有効に、「セキュリティ レイヤー」をSSLにする。',
      'In the policies of Remote Desktop Session Host, Security, enable Require user authentication by using Network Level Authentication and set the security layer to SSL.',
    ),
    macos: text(
      '「システム設定＞一般＞共有」の画面共有・リモートマネジメントで「VNC使用者が画面を操作することを許可」を切る。不要なら共有を切る。',
      'In System Settings, General, Sharing, switch off VNC viewers may control screen for Screen Sharing and Remote Management. Turn them off where they are not needed.',
    ),
  },
  evaluate({ state, listening }) {
    const expected = text(
      'ネットワークレベル認証が必須で、RDP独自の暗号とVNCのパスワードを使わない',
      "network level authentication required, neither RDP's own encryption nor VNC passwords",
    );
    const verdict = ofWindows(state) ?? ofMacos(state);
    if (verdict?.outcome === 'fail') return { ...verdict, expected };
    const listeners = [
      ...listenersOfKind(listening, state.screenSharing?.open ? { ...others, ports: [] } : others),
      // Where Remote Desktop is off something else listens there.
      ...(state.rdp && verdict?.outcome !== 'not-applicable'
        ? []
        : listenersOfKind(listening, remoteDesktopPorts)),
    ];
    if (listeners.length > 0) {
      const shown = shownListeners(listeners);
      return { outcome: 'unknown', reason: 'other-server', observed: text(shown, shown), expected };
    }
    if (verdict && verdict.outcome !== 'not-applicable') return { ...verdict, expected };
    const observed = verdict?.observed ?? text('待受けなし', 'nothing listens');
    if (listening.truncated) return { outcome: 'unknown', reason: 'too-many', observed, expected };
    return { outcome: 'not-applicable', reason: 'off', observed, expected };
  },
});

function ofWindows({ rdp }: RemoteAccess): Verdict | null {
  if (!rdp) return null;
  const denied = rdp.denied.policy ?? rdp.denied.own;
  const level = rdp.networkLevel.policy ?? rdp.networkLevel.own;
  const layer = rdp.securityLayer.policy ?? rdp.securityLayer.own;
  const parts = [
    shown('fDenyTSConnections', rdp.denied),
    shown('UserAuthentication', rdp.networkLevel),
    shown('SecurityLayer', rdp.securityLayer),
    shown('MinEncryptionLevel', rdp.encryptionLevel),
  ];
  const observed = text(parts.join('、'), parts.join(', '));
  // Editions without Remote Desktop have neither value.
  if (denied === null || denied === 1) return { outcome: 'not-applicable', reason: 'off', observed };
  if (level === 0) return { outcome: 'fail', reason: 'network-level-off', observed };
  if (layer === 0) return { outcome: 'fail', reason: 'weak-layer', observed };
  if (level === 1 && (layer === 1 || layer === 2)) return { outcome: 'pass', reason: 'hardened', observed };
  return { outcome: 'unknown', reason: 'not-told', observed };
}

function ofMacos({ screenSharing }: RemoteAccess): Verdict | null {
  if (!screenSharing) return null;
  const { open, legacyPassword } = screenSharing;
  const observed = text(
    `画面共有${open ? '有効' : '無効'}、VNCのパスワード${legacyPassword === true ? '有効' : '無効'}`,
    `screen sharing ${open ? 'on' : 'off'}, VNC password ${legacyPassword === true ? 'on' : 'off'}`,
  );
  if (!open) return { outcome: 'not-applicable', reason: 'off', observed };
  return legacyPassword === true
    ? { outcome: 'fail', reason: 'legacy-password', observed }
    : { outcome: 'pass', reason: 'hardened', observed };
}

/** `SecurityLayer 2 (policy), 1 (own)`: the first one counts. */
function shown(name: string, { policy, own }: Setting): string {
  const values = [...(policy === null ? [] : [`${policy} (policy)`]), ...(own === null ? [] : [`${own}`])];
  return `${name} ${values.join(' / ') || '-'}`;
}
