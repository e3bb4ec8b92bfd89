import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { addressScope } from '../../evidence/address-scope.ts';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import { defineControl } from '../define.ts';
import { isDeclared } from '../internet-route-absent/in-network.ts';

export const dnsServersApproved = defineControl({
  id: 'dns-servers-approved',
  title: text('認めたDNSサーバーだけを使っている', 'Only approved DNS servers are asked'),
  description: text(
    '偽の宛先へ導かれたり、問い合わせを通して情報が外へ出たりしないよう、機器が問い合わせるDNSサーバーが、届け出たものだけであることを、現在の設定で確かめる。',
    'So that nobody leads the machine to false addresses or carries information out through questions, the DNS servers that it asks are those declared, by the settings now in force.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({ approved: z._default(z.nullable(z.array(z.string())), null) }),
  parameters: {
    approved: {
      meaning: text(
        '認めたDNSサーバーのアドレス、又はその網',
        'Addresses of approved DNS servers, or their networks',
      ),
      source: text('機関の届出「網の境界」', "The organisation's declaration of its network boundaries"),
      declared: { kind: 'network-boundaries', field: 'dnsServer' },
    },
  },
  reasons: {
    approved: text('認めたDNSサーバーだけを使う。', 'Only approved servers are asked.'),
    none: text('DNSサーバーを使わない。', 'No DNS server is asked.'),
    'not-approved': text('認めていないDNSサーバーを使う。', 'A server is asked that is not approved.'),
    'behind-itself': text(
      '機器の中のサーバーが問い合わせを中継し、その先が分からない。',
      'A server on the machine itself hands questions on, and to whom is not told.',
    ),
    'nothing-declared': text(
      '認めたDNSサーバーが届け出られていない。届出「インターネットへ通じないことを確認したゲートウェイ・プロキシと、認めた外部向けプロキシ・DNS」に書く。',
      'No approved DNS servers are declared. Write them into the declaration network-boundaries.',
    ),
  },
  remediation: {
    linux: text(
      'NetworkManager（`nmcli connection modify 接続名 ipv4.dns アドレス ipv4.ignore-auto-dns yes`）、systemd-resolved、又は /etc/resolv.conf に認めたサーバーだけを書く。',
      'Name the approved servers alone in NetworkManager (`nmcli connection modify NAME ipv4.dns ADDRESS ipv4.ignore-auto-dns yes`), systemd-resolved or /etc/resolv.conf.',
    ),
    windows: text(
      '`Set-DnsClientServerAddress -InterfaceAlias 名前 -ServerAddresses アドレス` で設定する。',
      'Set them with `Set-DnsClientServerAddress -InterfaceAlias NAME -ServerAddresses ADDRESS`.',
    ),
    macos: text(
      '「システム設定＞ネットワーク＞詳細＞DNS」、又は `networksetup -setdnsservers サービス名 アドレス` で設定する。',
      'Set them in System Settings, Network, Details, DNS, or with `networksetup -setdnsservers SERVICE ADDRESS`.',
    ),
  },
  evaluate({ network: { dnsServers } }, { approved }) {
    const expected = text('問い合わせるのは認めたDNSサーバーだけ', 'approved DNS servers alone are asked');
    const observed =
      dnsServers.length === 0
        ? text('DNSサーバーなし', 'no DNS server')
        : text(dnsServers.slice(0, 8).join(' '), dnsServers.slice(0, 8).join(' '));
    if (dnsServers.length === 0) return { outcome: 'pass', reason: 'none', observed, expected };
    if (approved === null || approved.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', observed, expected };
    }
    const others = dnsServers.filter((server) => !isDeclared(server, approved));
    if (others.length === 0) return { outcome: 'pass', reason: 'approved', observed, expected };
    if (others.every((server) => addressScope(server) === 'loopback')) {
      return { outcome: 'unknown', reason: 'behind-itself', observed, expected };
    }
    return { outcome: 'fail', reason: 'not-approved', observed, expected };
  },
});
