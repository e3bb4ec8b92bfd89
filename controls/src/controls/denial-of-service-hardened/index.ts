import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkHardening } from '../../evidence/network-hardening/index.ts';
import type { NetworkHardening } from '../../evidence/network-hardening/schema.ts';
import { defineControl } from '../define.ts';

export const denialOfServiceHardened = defineControl({
  id: 'denial-of-service-hardened',
  title: text(
    'OSのサービス不能攻撃への備えが有効である',
    "The system's own defences against denial of service are on",
  ),
  description: text(
    '接続要求の洪水（SYN flood）への備え、偽の送信元の拒否、ICMPリダイレクトと送信元経路制御の拒否、同報への応答の停止を、現在の値で確かめる。Windowsの SynAttackProtect は Windows Vista 以降は働かない古い設定なので見ない。回線や装置での対策、サーバーソフトウェアの接続数の上限は別に確かめる。',
    'Floods of connection requests are answered with cookies, false senders, ICMP redirects and source routes are refused, and echo requests to everybody are not answered, by the values in force. SynAttackProtect of Windows does nothing since Vista and is not looked at. What lines and devices do, and the limits of server programs, are checked elsewhere.',
  ),
  needs: { network: networkHardening },
  params: z.object({
    requireReversePathFilter: z._default(z.boolean(), true),
    minBacklog: z._default(z.int().check(z.minimum(1)), 128),
  }),
  parameters: {
    requireReversePathFilter: {
      meaning: text(
        '偽の送信元の拒否（rp_filter）を求める（Linux）',
        'Ask that false senders are refused (rp_filter, Linux)',
      ),
      source: text('CIS Benchmarks for Linux 3.3', 'CIS Benchmarks for Linux, 3.3'),
    },
    minBacklog: {
      unit: 'connections',
      meaning: text('待ち行列に入る接続の数（Linux）', 'Connections that may wait (Linux)'),
      source: text(
        'Linux 5.4より前の somaxconn の既定値。これより減らす理由はない',
        'The default of somaxconn before Linux 5.4; there is no reason to have less',
      ),
    },
  },
  reasons: {
    hardened: text('備えは有効である。', 'The defences are on.'),
    'host-network': text(
      'コンテナの値の一部はホストが決める。',
      "Some of a container's values are its host's.",
    ),
    'no-syn-cookies': text(
      '接続要求の洪水への備えがない。',
      'Nothing answers floods of connection requests.',
    ),
    'accepts-redirects': text('ICMPリダイレクトを受け入れる。', 'ICMP redirects are accepted.'),
    'accepts-source-routes': text('送信元経路制御を受け入れる。', 'Source routes are accepted.'),
    'answers-broadcasts': text('同報のエコー要求に応答する。', 'Echo requests to everybody are answered.'),
    'no-reverse-path-filter': text('偽の送信元を拒まない。', 'False senders are not refused.'),
    'short-backlog': text('待ち行列が短い。', 'Few connections may wait.'),
    'not-told': text('値の一部が分からない。', 'Some of the values are not told.'),
  },
  remediation: {
    linux: text(
      '/etc/sysctl.d に net.ipv4.tcp_syncookies=1、net.ipv4.conf.all と default の rp_filter=1、accept_redirects=0、accept_source_route=0、net.ipv6.conf.all と default の accept_redirects=0、accept_source_route=0、net.ipv4.icmp_echo_ignore_broadcasts=1 を書き、`sysctl --system` を実行する。既にあるインターフェースの値も変える。',
      'Write net.ipv4.tcp_syncookies=1, rp_filter=1, accept_redirects=0 and accept_source_route=0 for net.ipv4.conf.all and default, accept_redirects=0 and accept_source_route=0 for net.ipv6.conf.all and default, and net.ipv4.icmp_echo_ignore_broadcasts=1 into /etc/sysctl.d and run `sysctl --system`. Change the values of interfaces that are there as well.',
    ),
    windows: text(
      'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters の EnableICMPRedirect を 0、DisableIPSourceRouting を 2、Tcpip6\\Parameters の DisableIPSourceRouting を 2 にして再起動する。',
      'Below HKLM\\SYSTEM\\CurrentControlSet\\Services set EnableICMPRedirect to 0 and DisableIPSourceRouting to 2 in Tcpip\\Parameters, DisableIPSourceRouting to 2 in Tcpip6\\Parameters, and restart.',
    ),
    macos: text(
      '`sysctl net.inet.icmp.drop_redirect=1 net.inet6.icmp6.rediraccept=0 net.inet.ip.accept_sourceroute=0 net.inet.icmp.bmcastecho=0` を、起動のたびに実行するLaunchDaemonとして置く。',
      'Run `sysctl net.inet.icmp.drop_redirect=1 net.inet6.icmp6.rediraccept=0 net.inet.ip.accept_sourceroute=0 net.inet.icmp.bmcastecho=0` at each start by a LaunchDaemon.',
    ),
  },
  evaluate({ network }, { requireReversePathFilter, minBacklog }, { platform }) {
    const expected = text(
      '洪水への備えがあり、リダイレクト、送信元経路制御、同報への応答を拒む',
      'floods are answered; redirects, source routes and echo to everybody are refused',
    );
    const base = { observed: shown(network), expected };
    if (network.container) return { outcome: 'not-applicable', reason: 'host-network', ...base };
    if (network.synFlood === 'off') return { outcome: 'fail', reason: 'no-syn-cookies', ...base };
    if (network.acceptsRedirects === true) return { outcome: 'fail', reason: 'accepts-redirects', ...base };
    if (network.acceptsSourceRoutes === true) {
      return { outcome: 'fail', reason: 'accepts-source-routes', ...base };
    }
    if (network.answersBroadcasts === true) return { outcome: 'fail', reason: 'answers-broadcasts', ...base };
    const backlogs = [network.synBacklog, network.acceptBacklog];
    if (platform === 'linux') {
      if (requireReversePathFilter && network.reversePathFilter === 'off') {
        return { outcome: 'fail', reason: 'no-reverse-path-filter', ...base };
      }
      if (backlogs.some((size) => size !== null && size < minBacklog)) {
        return { outcome: 'fail', reason: 'short-backlog', ...base };
      }
    }
    // One interface that could not be asked may be the one that is open.
    const [first] = network.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (isTold(network, platform, requireReversePathFilter)) {
      return { outcome: 'pass', reason: 'hardened', ...base };
    }
    return { outcome: 'unknown', reason: 'not-told', ...base };
  },
});

/** What a system does not have is not asked of it. */
function isTold(network: NetworkHardening, platform: string, needsFilter: boolean): boolean {
  const values: unknown[] = [network.acceptsRedirects, network.acceptsSourceRoutes];
  if (platform !== 'windows') values.push(network.answersBroadcasts);
  if (platform !== 'macos') values.push(network.synFlood);
  if (platform === 'linux') {
    values.push(network.synBacklog, network.acceptBacklog);
    if (needsFilter) values.push(network.reversePathFilter);
  }
  return !values.includes(null);
}

function shown(network: NetworkHardening): Text {
  const word = (value: boolean | string | number | null) =>
    value === null ? '?' : value === true ? 'on' : value === false ? 'off' : String(value);
  const ja = [
    `SYN flood: ${word(network.synFlood)}`,
    `リダイレクト: ${word(network.acceptsRedirects)}`,
    `送信元経路: ${word(network.acceptsSourceRoutes)}`,
    `同報応答: ${word(network.answersBroadcasts)}`,
    `rp_filter: ${word(network.reversePathFilter)}`,
    `転送: ${word(network.forwards)}`,
  ];
  const en = [
    `SYN flood: ${word(network.synFlood)}`,
    `redirects: ${word(network.acceptsRedirects)}`,
    `source routes: ${word(network.acceptsSourceRoutes)}`,
    `echo to everybody: ${word(network.answersBroadcasts)}`,
    `rp_filter: ${word(network.reversePathFilter)}`,
    `forwarding: ${word(network.forwards)}`,
  ];
  return text(ja.join('、'), en.join(', '));
}
