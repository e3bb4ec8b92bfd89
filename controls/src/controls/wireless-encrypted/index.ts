import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { wireless } from '../../evidence/wireless/index.ts';
import type { Network, Wireless } from '../../evidence/wireless/schema.ts';
import { defineControl } from '../define.ts';

export const wirelessEncrypted = defineControl({
  id: 'wireless-encrypted',
  title: text('無線LANが強固に暗号化されている', 'Wireless LANs are strongly encrypted'),
  description: text(
    '無線の通信が盗み見られないよう、保存された接続先と現在の接続がすべてWPA2（AES）かWPA3であることを確かめる。暗号化なし、WEP、初期のWPA、TKIPは、保存されているだけでも不適合とする。macOSでは保存された接続先を読み取れないため、現在の接続だけを見る。アクセスポイントの管理用パスワードは人が確かめる。',
    'So that nobody listens in, every saved network and the present connection use WPA2 with AES or WPA3. Open networks, WEP, the first WPA and TKIP fail even when they are only saved. macOS does not tell saved networks, so the present connection alone is looked at. The password of the access point itself is checked by a person.',
  ),
  needs: { radio: wireless },
  params: z.object({ minimum: z._default(z.enum(['wpa2', 'wpa3']), 'wpa2') }),
  parameters: {
    minimum: {
      meaning: text('認める最も古い方式', 'The oldest kind that is accepted'),
      source: text(
        '総務省「テレワークセキュリティガイドライン」及びIPA（WPA2又はWPA3を選ぶ）',
        'Guidelines for secure telework of MIC, and IPA: choose WPA2 or WPA3',
      ),
    },
  },
  reasons: {
    encrypted: text('すべて強固に暗号化されている。', 'All of it is strongly encrypted.'),
    'no-network': text('無線LANの接続先が保存されていない。', 'No wireless network is saved.'),
    'no-adapter': text('無線LANのアダプターがない。', 'There is no wireless adapter.'),
    'host-network': text('コンテナの通信はホストが行う。', "A container's network is that of its host."),
    'not-encrypted': text('暗号化していない接続先がある。', 'A network without encryption is used or saved.'),
    'weak-encryption': text(
      'WEP、初期のWPA又はTKIPの接続先がある。',
      'A network with WEP, the first WPA or TKIP is used or saved.',
    ),
    'older-than-required': text(
      '求める方式より古い接続先がある。',
      'A network is older than what is asked for.',
    ),
    'access-point-decides': text(
      '初期のWPAでも接続する設定で、方式はアクセスポイント次第である。WPA2（RSN）とAES（CCMP）に固定する。',
      'The profile connects with the first WPA as well, so the access point decides. Fix it to WPA2 (RSN) and AES (CCMP).',
    ),
    'not-understood': text('方式を解釈できない接続先がある。', 'The kind of a network is not understood.'),
    'not-connected': text(
      '現在は接続しておらず、保存された接続先は読み取れない。接続中に点検する。',
      'There is no connection now, and saved networks are not told. Scan while connected.',
    ),
    'too-many': text(
      '接続先が多すぎて、すべては記録されていない。',
      'More networks are saved than are listed.',
    ),
  },
  remediation: {
    linux: text(
      '`nmcli connection modify 接続名 wifi-sec.proto rsn wifi-sec.pairwise ccmp` でWPA2（AES）に固定し、古い接続先は `nmcli connection delete` で消す。',
      'Fix a connection to WPA2 with AES by `nmcli connection modify NAME wifi-sec.proto rsn wifi-sec.pairwise ccmp`, and delete old ones with `nmcli connection delete`.',
    ),
    windows: text(
      '「設定＞ネットワークとインターネット＞Wi-Fi＞既知のネットワークの管理」で暗号化の弱い接続先を削除し、グループポリシー「ワイヤレス ネットワーク ポリシー」で認めた接続先だけにする。',
      'Forget weak networks in Settings, Network and internet, Wi-Fi, Manage known networks, and allow approved ones alone by the group policy Wireless Network Policies.',
    ),
    macos: text(
      '「システム設定＞Wi-Fi＞詳細設定」で暗号化の弱い既知のネットワークを削除し、構成プロファイルで認めた接続先だけにする。',
      'Remove weak known networks in System Settings, Wi-Fi, Advanced, and set approved ones by a profile.',
    ),
  },
  evaluate({ radio }, { minimum }) {
    const expected = text(
      minimum === 'wpa3' ? '接続先はすべてWPA3' : '接続先はすべてWPA2（AES）又はWPA3',
      minimum === 'wpa3' ? 'WPA3 on every network' : 'WPA2 with AES or WPA3 on every network',
    );
    const base = { observed: shown(radio), expected };
    if (radio.container) return { outcome: 'not-applicable', reason: 'host-network', ...base };
    if (radio.adapters.length === 0) return { outcome: 'not-applicable', reason: 'no-adapter', ...base };
    const connected = radio.connected ?? [];
    const networks = [...(radio.profiles ?? []), ...connected];
    if (networks.some(isOpen)) return { outcome: 'fail', reason: 'not-encrypted', ...base };
    if (networks.some(isWeak)) return { outcome: 'fail', reason: 'weak-encryption', ...base };
    if (networks.some(({ authentication }) => authentication === 'unknown')) {
      return { outcome: 'unknown', reason: 'not-understood', ...base };
    }
    const open = networks.filter((network) => isLeftOpen(network, connected));
    if (open.length > 0) return { outcome: 'unknown', reason: 'access-point-decides', ...base };
    if (
      minimum === 'wpa3' &&
      networks.some(({ authentication }) => authentication !== 'wpa3' && authentication !== 'owe')
    ) {
      return { outcome: 'fail', reason: 'older-than-required', ...base };
    }
    if (radio.truncated) return { outcome: 'unknown', reason: 'too-many', ...base };
    if (radio.profiles === null && connected.length === 0) {
      return { outcome: 'unknown', reason: 'not-connected', ...base };
    }
    return { outcome: 'pass', reason: networks.length === 0 ? 'no-network' : 'encrypted', ...base };
  },
});

function isOpen({ authentication }: Network): boolean {
  return authentication === 'open';
}

function isWeak({ authentication, ciphers }: Network): boolean {
  if (authentication === 'wep' || authentication === 'wpa') return true;
  return (
    ciphers?.some(
      (cipher) => cipher === 'tkip' || cipher === 'wep' || (cipher === 'none' && authentication !== 'owe'),
    ) === true
  );
}

/** A profile that leaves the kind open is settled by the connection to that very network. */
function isLeftOpen({ authentication, network, ciphers }: Network, connected: readonly Network[]): boolean {
  if (authentication !== 'wpa-or-wpa2') return ciphers?.includes('other') === true;
  return !connected.some(
    (link) => network !== null && link.network === network && link.authentication !== 'wpa-or-wpa2',
  );
}

const names: Record<Network['authentication'], string> = {
  open: 'open',
  owe: 'OWE',
  wep: 'WEP',
  wpa: 'WPA',
  'wpa-or-wpa2': 'WPA/WPA2',
  wpa2: 'WPA2',
  'wpa2-or-wpa3': 'WPA2/WPA3',
  wpa3: 'WPA3',
  unknown: '?',
};

function shown({ container, adapters, profiles, connected }: Wireless): Text {
  if (container) return text('コンテナ', 'a container');
  if (adapters.length === 0) return text('アダプターなし', 'no adapter');
  const list = (networks: readonly Network[]) => {
    const kinds = networks.map(
      ({ authentication, ciphers }) => `${names[authentication]}${ciphers ? ` (${ciphers.join('+')})` : ''}`,
    );
    return [...new Set(kinds)]
      .map((kind) => `${kind} ×${kinds.filter((one) => one === kind).length}`)
      .join(' ');
  };
  const saved = profiles === null ? null : list(profiles);
  const now = connected === null ? null : list(connected);
  return text(
    `保存: ${saved === null ? '不明' : saved || 'なし'}、接続中: ${now === null ? '不明' : now || 'なし'}`,
    `saved: ${saved === null ? 'not told' : saved || 'none'}, connected: ${now === null ? 'not told' : now || 'none'}`,
  );
}
