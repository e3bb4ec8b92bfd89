import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { logForwarding } from '../../evidence/log-forwarding/index.ts';
import type { Destination, Forwarder } from '../../evidence/log-forwarding/schema.ts';
import { defineControl } from '../define.ts';

export const auditLogForwarded = defineControl({
  id: 'audit-log-forwarded',
  title: text('ログが別の機器へ転送されている', 'Logs are sent to another machine'),
  description: text(
    'この機器の管理者でも消せない場所にログを残し、まとめて監視できるよう、転送する機能が稼働し、宛先がこの機器以外であることを確かめる。接続を保つ方式では接続も見る。届いたログの保存と監視は、受け取る側で確かめる。',
    'So that logs lie where not even an administrator of this machine can remove them, and can be watched together, a program that sends them runs and its destination is another machine. Where its way of sending keeps a connection, that is looked at. Whether they arrive, are kept and watched has to be checked on the other side.',
  ),
  needs: { state: logForwarding },
  params: z.object({
    approvedDestinations: z._default(z.array(z.string()), []),
    requireConnection: z._default(z.boolean(), false),
  }),
  parameters: {
    approvedDestinations: {
      meaning: text(
        '認める宛先（名前又はアドレス。空ならこの機器以外の全て）',
        'Destinations that count, by name or address; none named = every other machine',
      ),
      source: text('システムの届出「ログの転送先」', "The system's declaration of log destinations"),
      declared: { kind: 'log-destinations', field: 'address' },
    },
    requireConnection: {
      meaning: text(
        '接続を確かめられない方式（UDPなど）は適合としない',
        'Ways that keep no connection (UDP and others) do not pass',
      ),
      source: text(
        '製品の既定値（UDPのsyslogも認める）',
        "The product's default: syslog over UDP is accepted",
      ),
    },
  },
  reasons: {
    connected: text('転送先に接続している。', 'It is connected to its destination.'),
    'configured-and-running': text(
      '転送する機能が稼働している。届いていることは受け取る側で確かめる。',
      'The program that sends runs. Check on the other side that logs arrive.',
    ),
    'logs-of-the-host': text(
      'コンテナのログはホストが集める。',
      "A container's logs are collected by its host.",
    ),
    'no-forwarding': text('ログを転送していない。', 'Logs are sent nowhere.'),
    'only-to-itself': text('宛先がこの機器自身である。', 'The destination is this machine itself.'),
    'not-running': text('転送する機能が動いていない。', 'The program that sends does not run.'),
    'not-connected': text('転送先に接続していない。', 'There is no connection to the destination.'),
    'destination-not-approved': text(
      '宛先が認められたものでない。',
      'The destination is not among those that count.',
    ),
    'destination-not-told': text(
      '転送する機能は動いているが、宛先が分からない。管理サーバーで確かめる。',
      'A program that sends logs runs and its destination is not told. Check on its server.',
    ),
    'connection-not-told': text('接続を確かめられない。', 'It cannot be told whether it is connected.'),
    'running-not-told': text(
      '転送する機能が動いているか分からない。',
      'It is not told whether the program runs.',
    ),
  },
  remediation: {
    linux: text(
      '/etc/rsyslog.d/ に `*.* action(type="omfwd" target="ログサーバー" port="6514" protocol="tcp" StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" queue.type="LinkedList" action.resumeRetryCount="-1")` を書き、`rsyslogd -N1` で確かめて再起動する。',
      'Write `*.* action(type="omfwd" target="LOGSERVER" port="6514" protocol="tcp" StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" queue.type="LinkedList" action.resumeRetryCount="-1")` into /etc/rsyslog.d/, check with `rsyslogd -N1` and restart.',
    ),
    windows: text(
      'グループポリシー「イベント転送\\ターゲットのサブスクリプションマネージャーを構成する」に収集サーバーを指定し、WinRMを自動起動にして、NETWORK SERVICEをEvent Log Readersに加える。',
      'Name the collector in the group policy Event Forwarding, Configure target Subscription Manager, start WinRM automatically and add NETWORK SERVICE to Event Log Readers.',
    ),
    macos: text(
      'ログを転送するエージェント（Wazuh、Splunkなど）を導入し、宛先を設定する。',
      'Install an agent that sends logs (Wazuh, Splunk and others) and set its destination.',
    ),
  },
  evaluate({ state }, { approvedDestinations, requireConnection }) {
    const expected = text(
      '稼働中の機能がこの機器以外へ転送',
      'a running program sends them to another machine',
    );
    const observed = shown(state.forwarders);
    const base = { observed, expected };
    if (state.container) {
      return {
        outcome: 'not-applicable',
        reason: 'logs-of-the-host',
        observed: text('コンテナ', 'a container'),
        expected,
      };
    }
    const away = state.forwarders.filter(({ destinations }) => destinations.some((one) => !isItself(one)));
    const counting = away.filter(({ destinations }) =>
      destinations.some((one) => isApproved(one, approvedDestinations)),
    );
    const sending = counting.filter(({ running, connected }) => running === true && connected !== false);
    if (sending.some(({ connected }) => connected === true)) {
      return { outcome: 'pass', reason: 'connected', ...base };
    }
    if (sending.length > 0) {
      if (requireConnection) return { outcome: 'unknown', reason: 'connection-not-told', ...base };
      return { outcome: 'pass', reason: 'configured-and-running', ...base };
    }
    // What could not be read may be what sends.
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (counting.some(({ running }) => running === null)) {
      return { outcome: 'unknown', reason: 'running-not-told', ...base };
    }
    if (state.forwarders.some(({ running, destinations }) => running === true && destinations.length === 0)) {
      return { outcome: 'unknown', reason: 'destination-not-told', ...base };
    }
    if (counting.some(({ running }) => running === true)) {
      return { outcome: 'fail', reason: 'not-connected', ...base };
    }
    if (counting.length > 0) return { outcome: 'fail', reason: 'not-running', ...base };
    if (away.length > 0) return { outcome: 'fail', reason: 'destination-not-approved', ...base };
    const itself = state.forwarders.some(({ destinations }) => destinations.length > 0);
    return { outcome: 'fail', reason: itself ? 'only-to-itself' : 'no-forwarding', ...base };
  },
});

function isItself({ address }: Destination): boolean {
  return /^(?:localhost(?:\.localdomain)?|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/i.test(address);
}

function isApproved(destination: Destination, approved: readonly string[]): boolean {
  if (isItself(destination)) return false;
  return (
    approved.length === 0 || approved.some((name) => name.toLowerCase() === destination.address.toLowerCase())
  );
}

function shown(forwarders: readonly Forwarder[]): Text {
  if (forwarders.length === 0) return text('転送なし', 'nothing is sent');
  const parts = forwarders.slice(0, 5).map(({ product, running, destinations, connected }) => {
    const places = destinations
      .slice(0, 3)
      .map(({ address, port, transport }) => `${address}${port === null ? '' : `:${port}`} ${transport}`);
    const to =
      places.length === 0
        ? text('宛先不明', 'destination not told')
        : text(places.join(', '), places.join(', '));
    const state =
      running === null
        ? text('稼働不明', 'not told whether it runs')
        : running
          ? text('稼働', 'runs')
          : text('停止', 'stopped');
    const link =
      connected === null
        ? text('', '')
        : connected
          ? text('・接続中', ', connected')
          : text('・未接続', ', not connected');
    return text(
      `${product}（${state.ja}${link.ja}）→ ${to.ja}`,
      `${product} (${state.en}${link.en}) to ${to.en}`,
    );
  });
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join('; '));
}
