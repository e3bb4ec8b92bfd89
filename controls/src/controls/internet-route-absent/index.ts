import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { addressScope } from '../../evidence/address-scope.ts';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import type { DefaultRoute, NetworkConfiguration } from '../../evidence/network-configuration/schema.ts';
import { defineControl } from '../define.ts';
import { isDeclared } from './in-network.ts';

const Statement = z.object({
  closedGateway: z._default(z.string(), ''),
  closedProxy: z._default(z.string(), ''),
  confirmedBy: z._default(z.string(), ''),
  basis: z._default(z.string(), ''),
});
type Statement = z.infer<typeof Statement>;

/** What is declared to lead to no internet, by whom and on what grounds. */
export const ClosedNetwork = z._default(z.array(Statement), []);

export const internetRouteAbsent = defineControl({
  id: 'internet-route-absent',
  title: text('インターネットへの経路がない', 'There is no route to the internet'),
  description: text(
    '閉じた回線につなぐ機器が、既定の経路、携帯電話回線、トンネル、プロキシによってインターネットへ出られないことを確かめる。プライベートアドレスのゲートウェイの先がどこかは機器から分からないので、その先がインターネットへ通じないことを人が確かめ、確認者と根拠を添えて届け出る。使ってよいゲートウェイであることは、通じないことの根拠にならない。',
    'A machine on a closed line does not get to the internet by a default route, a mobile network, a tunnel or a proxy. Where a gateway with a private address leads is not known to the machine, so people find out that nothing behind it leads to the internet, and declare that with the person who did and what it rests on. That a gateway may be used says nothing of where it leads.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({ closedNetwork: ClosedNetwork }),
  parameters: {
    closedNetwork: {
      meaning: text(
        'インターネットへ通じないことを確認したゲートウェイのアドレス、又はその網（10.1.0.0/16 など）と、インターネットへ中継しないことを確認したプロキシ（`host:port`）。確認者と根拠のないものは数えない',
        'Gateways confirmed to lead to no internet, or their networks such as 10.1.0.0/16, and proxies confirmed to hand nothing on to it, as host:port; what nobody has confirmed, or rests on nothing, does not count',
      ),
      source: text('機関の届出「網の境界」', "The organisation's declaration of its network boundaries"),
      declared: {
        kind: 'network-boundaries',
        fields: ['closedGateway', 'closedProxy', 'confirmedBy', 'basis'],
      },
    },
  },
  reasons: {
    'no-route': text('外へ出る経路がない。', 'No route leads out.'),
    'closed-proxies': text(
      '既定の経路はなく、プロキシはインターネットへ中継しないことを確認したと届け出られたものだけである。中継しないことは届出により、機器では確かめられない。',
      'There is no default route, and proxies are those alone that are declared to hand nothing on to the internet. That they do not rests on the declaration; the machine cannot tell.',
    ),
    'closed-gateways': text(
      '経路は、インターネットへ通じないことを確認したと届け出られたゲートウェイだけを通る。通じないことは届出により、機器では確かめられない。',
      'Routes go by gateways alone that are declared to lead to no internet. That they do not rests on the declaration; the machine cannot tell.',
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
      'インターネットへ通じないことを確認したと届け出られていないゲートウェイへ向かう経路がある。',
      'A route goes to a gateway that is not declared to lead to no internet.',
    ),
    'gateways-not-declared': text(
      '既定の経路の先がインターネットかどうかは、機器からは分からない。インターネットへ通じないことを確かめたゲートウェイだけを、確認者と根拠とともに届出「インターネットへ通じないことを確認したゲートウェイ・プロキシと、認めた外部向けプロキシ・DNS」に書く。',
      'Whether the default route leads to the internet cannot be told here. Write those gateways alone that are confirmed to lead to no internet into the declaration network-boundaries, with who confirmed it and what it rests on.',
    ),
    'proxy-not-declared': text(
      'プロキシが設定されており、その先がインターネットかどうか分からない。インターネットへ中継しないことを確かめたプロキシなら、確認者と根拠とともに届出に書く。',
      'A proxy is set, and whether it hands on to the internet is not known. Declare it if it is confirmed that it does not.',
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
  evaluate({ network }, { closedNetwork }) {
    const confirmed = closedNetwork.filter(({ confirmedBy, basis }) => confirmedBy !== '' && basis !== '');
    const closed = closedOnes(network, confirmed);
    const expected = text('インターネットへ出る経路がない', 'no route leads to the internet');
    const base = { observed: shown(network, closed), expected };
    if (network.container) return { outcome: 'not-applicable', reason: 'host-network', ...base };
    const others = network.defaultRoutes.filter(({ gateway }) => statementOf(gateway, confirmed) === null);
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
      return confirmed.every(({ closedGateway }) => closedGateway === '')
        ? { outcome: 'unknown', reason: 'gateways-not-declared', ...base }
        : { outcome: 'fail', reason: 'gateway-not-declared', ...base };
    }
    if (network.proxies.some(({ address }) => proxyStatement(address, confirmed) === null)) {
      return { outcome: 'unknown', reason: 'proxy-not-declared', ...base };
    }
    if (network.defaultRoutes.length > 0) return { outcome: 'pass', reason: 'closed-gateways', ...base };
    const reason = network.proxies.length === 0 ? 'no-route' : 'closed-proxies';
    return { outcome: 'pass', reason, ...base };
  },
});

/** Who says that a gateway leads to no internet; null = nobody. */
function statementOf(gateway: string | null, confirmed: readonly Statement[]): Statement | null {
  if (gateway === null) return null;
  return (
    confirmed.find(({ closedGateway }) => closedGateway !== '' && isDeclared(gateway, [closedGateway])) ??
    null
  );
}

/** The same of a proxy. */
function proxyStatement(address: string | null, confirmed: readonly Statement[]): Statement | null {
  const wanted = address?.toLowerCase();
  return confirmed.find(({ closedProxy }) => closedProxy.trim().toLowerCase() === wanted) ?? null;
}

/** On whose statements it rests that this machine's gateways and proxies lead to no internet. */
function closedOnes(
  { defaultRoutes, proxies }: NetworkConfiguration,
  confirmed: readonly Statement[],
): { confirmedBy: string; basis: string }[] {
  const used = [
    ...defaultRoutes.map(({ gateway }) => statementOf(gateway, confirmed)),
    ...proxies.map(({ address }) => proxyStatement(address, confirmed)),
  ].filter((one) => one !== null);
  return [...new Map(used.map((one) => [`${one.confirmedBy} ${one.basis}`, one])).values()];
}

/** Teredo and 6to4 end in the internet as well. */
function isGlobal({ gateway }: DefaultRoute): boolean {
  if (gateway === null) return false;
  const scope = addressScope(gateway);
  return scope === 'global' || scope === 'tunnelled';
}

function shown(
  { container, defaultRoutes, proxies, connectivity }: NetworkConfiguration,
  closed: readonly { confirmedBy: string; basis: string }[],
): Text {
  if (container) return text('コンテナ', 'a container');
  const routes = defaultRoutes
    .slice(0, 4)
    .map(({ interface: name, gateway }) => `${gateway ?? '-'} (${name})`)
    .join(' ');
  const rest = defaultRoutes.length > 4 ? ` +${defaultRoutes.length - 4}` : '';
  const proxy = proxies[0]?.address ?? null;
  const said = closed
    .slice(0, 3)
    .map(({ confirmedBy, basis }) => `${confirmedBy.slice(0, 60)} (${basis.slice(0, 100)})`)
    .join(', ');
  const more = closed.length > 3 ? ` +${closed.length - 3}` : '';
  const ja = [
    routes === '' ? '既定の経路なし' : `既定の経路: ${routes}${rest}`,
    ...(proxies.length > 0 ? [`プロキシ: ${proxy ?? '自動検出'}`] : []),
    ...(connectivity === 'internet' ? ['Windowsの判定: インターネット'] : []),
    ...(closed.length > 0 ? [`インターネットへ通じないことの確認者（根拠）: ${said}${more}`] : []),
  ];
  const en = [
    routes === '' ? 'no default route' : `default routes: ${routes}${rest}`,
    ...(proxies.length > 0 ? [`proxy: ${proxy ?? 'automatic'}`] : []),
    ...(connectivity === 'internet' ? ['Windows says: internet'] : []),
    ...(closed.length > 0 ? [`that it leads to no internet rests on: ${said}${more}`] : []),
  ];
  return text(ja.join('、'), en.join(', '));
}
