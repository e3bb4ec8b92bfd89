import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { addressScope } from '../../evidence/address-scope.ts';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import type { DefaultRoute, NetworkConfiguration } from '../../evidence/network-configuration/schema.ts';
import { defineControl } from '../define.ts';
import { isDeclared } from './in-network.ts';

const List = z._default(z.nullable(z.array(z.string())), null);

export const internetRouteAbsent = defineControl({
  id: 'internet-route-absent',
  title: text('インターネットへの経路がない', 'There is no route to the internet'),
  description: text(
    '閉じた回線につなぐ機器が、既定の経路、携帯電話回線、トンネル、プロキシによってインターネットへ出られないことを確かめる。プライベートアドレスのゲートウェイの先がどこかは機器から分からないので、閉じた網のゲートウェイを届け出る。',
    'A machine on a closed line does not get to the internet by a default route, a mobile network, a tunnel or a proxy. Where a gateway with a private address leads is not known to the machine, so the gateways of the closed network are declared.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({ closedGateways: List, closedProxies: List }),
  parameters: {
    closedGateways: {
      meaning: text(
        'インターネットに通じていないゲートウェイのアドレス、又はその網（10.1.0.0/16 など）',
        'Addresses of gateways that lead to no internet, or their networks, such as 10.1.0.0/16',
      ),
      source: text('機関の届出「網の境界」', "The organisation's declaration of its network boundaries"),
      declared: { kind: 'network-boundaries', field: 'gateway' },
    },
    closedProxies: {
      meaning: text(
        'インターネットへ中継しないプロキシ（`host:port`）',
        'Proxies that hand nothing on to the internet, as host:port',
      ),
      source: text('機関の届出「網の境界」', "The organisation's declaration of its network boundaries"),
      declared: { kind: 'network-boundaries', field: 'internalProxy' },
    },
  },
  reasons: {
    'no-route': text('外へ出る経路がない。', 'No route leads out.'),
    'closed-gateways': text(
      '経路は、インターネットに通じないと届け出たゲートウェイだけを通る。',
      'Routes go by gateways alone that are declared to lead to no internet.',
    ),
    'host-network': text('コンテナの経路はホストが決める。', "A container's routes are those of its host."),
    'internet-reached': text(
      'Windowsがインターネットへの接続を確かめている。',
      'Windows itself found the internet.',
    ),
    'global-gateway': text(
      'グローバルアドレスのゲートウェイへ向かう経路がある。',
      'A route goes to a gateway with a global address.',
    ),
    'mobile-network': text('携帯電話回線につながっている。', 'The machine is connected to a mobile network.'),
    'gateway-not-declared': text(
      '届け出ていないゲートウェイへ向かう経路がある。',
      'A route goes to a gateway that is not declared.',
    ),
    'gateways-not-declared': text(
      '既定の経路の先がインターネットかどうかは、機器からは分からない。閉じた網のゲートウェイを届出「network-boundaries」に書く。',
      'Whether the default route leads to the internet cannot be told here. Write the gateways of the closed network into the declaration network-boundaries.',
    ),
    'proxy-not-declared': text(
      'プロキシが設定されており、その先がインターネットかどうか分からない。閉じた網のプロキシなら届出に書く。',
      'A proxy is set, and whether it hands on to the internet is not known. Declare it if it does not.',
    ),
  },
  remediation: {
    linux: text(
      '不要な既定の経路を消し（`nmcli connection modify 接続名 ipv4.never-default yes ipv6.never-default yes`）、携帯電話回線とVPNを外す。`ip route show table all` で確かめる。',
      'Remove default routes that are not needed (`nmcli connection modify NAME ipv4.never-default yes ipv6.never-default yes`), mobile networks and tunnels. Check with `ip route show table all`.',
    ),
    windows: text(
      '`Remove-NetRoute -DestinationPrefix 0.0.0.0/0` と、アダプターの既定のゲートウェイの削除により経路をなくす。必要な網への経路は個別に加える。',
      'Remove the default gateway of the adapters (`Remove-NetRoute -DestinationPrefix 0.0.0.0/0`) and add routes for the networks that are needed.',
    ),
    macos: text(
      '「システム設定＞ネットワーク」でルーターの指定を消し、必要な網への経路だけを加える。',
      'Remove the router in System Settings, Network, and add routes for the networks that are needed.',
    ),
  },
  evaluate({ network }, { closedGateways, closedProxies }) {
    const expected = text('インターネットへ出る経路がない', 'no route leads to the internet');
    const base = { observed: shown(network), expected };
    if (network.container) return { outcome: 'not-applicable', reason: 'host-network', ...base };
    const others = network.defaultRoutes.filter(
      ({ gateway }) => gateway === null || !isDeclared(gateway, closedGateways ?? []),
    );
    if (network.connectivity === 'internet') return { outcome: 'fail', reason: 'internet-reached', ...base };
    if (others.some(isGlobal)) return { outcome: 'fail', reason: 'global-gateway', ...base };
    if (
      network.interfaces.some(
        ({ kind, up, addresses }) => kind === 'mobile' && up !== false && addresses.length > 0,
      )
    ) {
      return { outcome: 'fail', reason: 'mobile-network', ...base };
    }
    if (others.length > 0) {
      return closedGateways === null || closedGateways.length === 0
        ? { outcome: 'unknown', reason: 'gateways-not-declared', ...base }
        : { outcome: 'fail', reason: 'gateway-not-declared', ...base };
    }
    const known = (closedProxies ?? []).map((proxy) => proxy.trim().toLowerCase());
    if (network.proxies.some(({ address }) => address === null || !known.includes(address.toLowerCase()))) {
      return { outcome: 'unknown', reason: 'proxy-not-declared', ...base };
    }
    const reason = network.defaultRoutes.length === 0 ? 'no-route' : 'closed-gateways';
    return { outcome: 'pass', reason, ...base };
  },
});

/** Teredo and 6to4 end in the internet as well. */
function isGlobal({ gateway }: DefaultRoute): boolean {
  if (gateway === null) return false;
  const scope = addressScope(gateway);
  return scope === 'global' || scope === 'tunnelled';
}

function shown({ container, defaultRoutes, proxies, connectivity }: NetworkConfiguration): Text {
  if (container) return text('コンテナ', 'a container');
  const routes = defaultRoutes
    .slice(0, 4)
    .map(({ interface: name, gateway }) => `${gateway ?? '-'} (${name})`)
    .join(' ');
  const rest = defaultRoutes.length > 4 ? ` +${defaultRoutes.length - 4}` : '';
  const proxy = proxies[0]?.address ?? null;
  const ja = [
    routes === '' ? '既定の経路なし' : `既定の経路: ${routes}${rest}`,
    ...(proxies.length > 0 ? [`プロキシ: ${proxy ?? '自動検出'}`] : []),
    ...(connectivity === 'internet' ? ['Windowsの判定: インターネット'] : []),
  ];
  const en = [
    routes === '' ? 'no default route' : `default routes: ${routes}${rest}`,
    ...(proxies.length > 0 ? [`proxy: ${proxy ?? 'automatic'}`] : []),
    ...(connectivity === 'internet' ? ['Windows says: internet'] : []),
  ];
  return text(ja.join('、'), en.join(', '));
}
