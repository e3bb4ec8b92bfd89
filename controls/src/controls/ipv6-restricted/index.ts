import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import type { Interface, NetworkConfiguration } from '../../evidence/network-configuration/schema.ts';
import { defineControl } from '../define.ts';

export const ipv6Restricted = defineControl({
  id: 'ipv6-restricted',
  title: text('想定していないIPv6通信が抑えられている', 'Unintended IPv6 traffic is suppressed'),
  description: text(
    'IPv6を使わない回線で、見張られていないIPv6通信や自動トンネルが抜け道にならないよう、すべてのインターフェースでIPv6が止まり、6to4・Teredo・ISATAPなどのトンネルがないことを、現在の状態で確かめる。IPv6を使う回線では、トンネルだけを調べる設定にする。',
    'On a line where IPv6 is not used, traffic of IPv6 that nobody watches and automatic tunnels are no way around: IPv6 is off on every interface and there are no tunnels such as 6to4, Teredo and ISATAP, as things are now. Where IPv6 is used on purpose, tunnels alone are looked at.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({ mode: z._default(z.enum(['off', 'no-tunnels']), 'off') }),
  parameters: {
    mode: {
      meaning: text(
        '求める状態（off: IPv6もトンネルも止める、no-tunnels: トンネルだけを止める）',
        'What is asked for: IPv6 and its tunnels off, or its tunnels alone',
      ),
      source: text(
        '製品の既定値（IPv6を使わない回線）。政府機関等の対策基準策定のためのガイドライン「意図しないIPv6通信の抑止」',
        "The product's default: a line without IPv6. Japan's government guideline on security standards, suppression of unintended IPv6 traffic",
      ),
    },
  },
  reasons: {
    suppressed: text('IPv6は止まり、トンネルもない。', 'IPv6 is off and there are no tunnels.'),
    'no-tunnels': text('IPv6のトンネルはない。', 'There are no tunnels of IPv6.'),
    'host-network': text('コンテナの通信はホストが決める。', "A container's network is that of its host."),
    'ipv6-on': text('IPv6が働いているインターフェースがある。', 'IPv6 is on on an interface.'),
    'tunnel-on': text('IPv6のトンネルがある。', 'There is a tunnel of IPv6.'),
    'tunnel-at-default': text(
      'トンネルの設定が既定のままで、働くかどうかは版と状況による。明示して止める。',
      'A tunnel is left at its default, which depends on version and situation. Switch it off explicitly.',
    ),
    'not-told': text('IPv6が働いているか分からない。', 'Whether IPv6 is on is not told.'),
  },
  remediation: {
    linux: text(
      '/etc/sysctl.d に `net.ipv6.conf.all.disable_ipv6 = 1` と `net.ipv6.conf.default.disable_ipv6 = 1` を書き、NetworkManagerの接続は `ipv6.method disabled` とする。/proc/net/if_inet6 に lo のほか何もないことで確かめる。',
      'Write `net.ipv6.conf.all.disable_ipv6 = 1` and `net.ipv6.conf.default.disable_ipv6 = 1` into /etc/sysctl.d and set `ipv6.method disabled` for connections of NetworkManager. Check that /proc/net/if_inet6 holds nothing but lo.',
    ),
    windows: text(
      'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters の DisabledComponents を 0xFF にして再起動するか、アダプターの IPv6 を `Disable-NetAdapterBinding -ComponentID ms_tcpip6` で外す。トンネルはグループポリシー「IPv6 移行テクノロジ」で無効にする。',
      'Set DisabledComponents below HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters to 0xFF and restart, or take IPv6 off the adapters with `Disable-NetAdapterBinding -ComponentID ms_tcpip6`. Switch tunnels off by the group policy IPv6 Transition Technologies.',
    ),
    macos: text(
      '`networksetup -setv6off サービス名` を各サービスで実行する。',
      'Run `networksetup -setv6off SERVICE` for each network service.',
    ),
  },
  evaluate({ network }, { mode }) {
    const expected =
      mode === 'off'
        ? text('IPv6もそのトンネルも働いていない', 'neither IPv6 nor its tunnels are on')
        : text('IPv6のトンネルが働いていない', 'no tunnel of IPv6 is on');
    const base = { observed: shown(network), expected };
    if (network.container) return { outcome: 'not-applicable', reason: 'host-network', ...base };
    if (network.interfaces.some(isIpv6Tunnel) || network.automaticTunnels.some(({ on }) => on === true)) {
      return { outcome: 'fail', reason: 'tunnel-on', ...base };
    }
    if (mode === 'off') {
      if (network.interfaces.some(hasIpv6)) return { outcome: 'fail', reason: 'ipv6-on', ...base };
      if (network.truncated || network.interfaces.some(({ ipv6 }) => ipv6 === null)) {
        return { outcome: 'unknown', reason: 'not-told', ...base };
      }
    }
    if (network.automaticTunnels.some(({ on }) => on === null)) {
      return { outcome: 'unknown', reason: 'tunnel-at-default', ...base };
    }
    return { outcome: 'pass', reason: mode === 'off' ? 'suppressed' : 'no-tunnels', ...base };
  },
});

function hasIpv6({ ipv6, addresses }: Interface): boolean {
  return ipv6 === true || addresses.some(({ family }) => family === 'ipv6');
}

/** Tunnels whose purpose is IPv6 over IPv4; a VPN that carries both is no such tunnel. */
function isIpv6Tunnel({ tunnel, addresses }: Interface): boolean {
  return (
    (tunnel !== null && /^(?:sit|gif|stf)$/.test(tunnel)) ||
    addresses.some(({ scope }) => scope === 'tunnelled')
  );
}

function shown({ container, interfaces, automaticTunnels }: NetworkConfiguration): Text {
  if (container) return text('コンテナ', 'a container');
  const on = interfaces.filter(hasIpv6).map(({ name }) => name);
  const tunnels = [
    ...interfaces.filter(isIpv6Tunnel).map(({ name }) => name),
    ...automaticTunnels
      .filter((tunnel) => tunnel.on !== false)
      .map(({ name, on: state }) => `${name}${state ? '' : '?'}`),
  ];
  const list = (names: string[]) =>
    `${names.slice(0, 6).join(' ')}${names.length > 6 ? ` +${names.length - 6}` : ''}`;
  return text(
    `IPv6: ${on.length > 0 ? list(on) : 'なし'}、トンネル: ${tunnels.length > 0 ? list(tunnels) : 'なし'}`,
    `IPv6: ${on.length > 0 ? list(on) : 'none'}, tunnels: ${tunnels.length > 0 ? list(tunnels) : 'none'}`,
  );
}
