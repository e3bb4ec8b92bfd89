import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import type { Proxy } from '../../evidence/network-configuration/schema.ts';
import { defineControl } from '../define.ts';

export const outboundProxyApproved = defineControl({
  id: 'outbound-proxy-approved',
  title: text(
    '外部への通信に認めたプロキシだけが設定されている',
    'Only approved proxies are set for traffic to the outside',
  ),
  description: text(
    '外への通信を見張り、絞るためのプロキシが設定され、届け出たもののほかに設定がないことを確かめる。プロキシを通らない通信を止めるのは境界の機器なので、その遮断は人が確かめる。',
    'A proxy that watches and limits what goes out is set, and no other than those declared. Traffic that goes around it is stopped by the device at the boundary, which a person checks.',
  ),
  needs: { network: networkConfiguration },
  params: z.object({
    approved: z._default(z.nullable(z.array(z.string())), null),
    requireEnforced: z._default(z.boolean(), false),
  }),
  parameters: {
    approved: {
      meaning: text(
        '認めたプロキシ（`host:port`、又は自動構成スクリプトのアドレス）',
        'Approved proxies as host:port, or the address of the configuration script',
      ),
      source: text('機関の届出「網の境界」', "The organisation's declaration of its network boundaries"),
      declared: { kind: 'network-boundaries', field: 'proxy' },
    },
    requireEnforced: {
      meaning: text(
        '利用者が変えられない設定を求める（Windows。ほかのOSでは確かめられない）',
        'Ask that people cannot change it (Windows; other systems do not tell)',
      ),
      source: text('製品の既定値', "The product's default"),
    },
  },
  reasons: {
    approved: text('認めたプロキシだけが設定されている。', 'Only approved proxies are set.'),
    'no-proxy': text('プロキシが設定されていない。', 'No proxy is set.'),
    'not-approved': text('認めていないプロキシが設定されている。', 'A proxy is set that is not approved.'),
    'auto-detect': text(
      'プロキシを自動で探す設定で、どれを使うかは網が決める。自動検出を切る。',
      'A proxy is looked for automatically, so the network decides which it is. Switch that off.',
    ),
    'not-enforced': text('利用者がプロキシの設定を変えられる。', 'People can change the proxy.'),
    'enforcement-not-told': text(
      '利用者が変えられるかどうか分からない。',
      'Whether people can change it is not told.',
    ),
    'nothing-declared': text(
      '認めたプロキシが届け出られていない。届出「インターネットへ通じないことを確認したゲートウェイ・プロキシと、認めた外部向けプロキシ・DNS」に書く。',
      'No approved proxies are declared. Write them into the declaration network-boundaries.',
    ),
  },
  remediation: {
    linux: text(
      '/etc/environment とパッケージ管理の設定（apt.conf.d、dnf.conf）に認めたプロキシを書く。',
      'Write the approved proxy into /etc/environment and the settings of the package manager (apt.conf.d, dnf.conf).',
    ),
    windows: text(
      'グループポリシー「コンピューター別にプロキシを設定する」（ProxySettingsPerUser=0）を有効にし、`netsh winhttp set proxy` で WinHTTP にも設定する。',
      'Enable the group policy Make proxy settings per-machine (ProxySettingsPerUser=0) and set WinHTTP with `netsh winhttp set proxy`.',
    ),
    macos: text(
      '構成プロファイル com.apple.proxy.http.global、又は「システム設定＞ネットワーク＞プロキシ」で設定し、自動プロキシ検出を切る。',
      'Set it with the profile com.apple.proxy.http.global or in System Settings, Network, Proxies, and switch automatic discovery off.',
    ),
  },
  evaluate({ network: { proxies } }, { approved, requireEnforced }) {
    const expected = text('認めたプロキシだけが設定されている', 'only approved proxies are set');
    const base = { observed: shown(proxies), expected };
    if (approved === null || approved.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', ...base };
    }
    if (proxies.length === 0) return { outcome: 'fail', reason: 'no-proxy', ...base };
    if (proxies.some(({ type }) => type === 'auto-detect')) {
      return { outcome: 'fail', reason: 'auto-detect', ...base };
    }
    const known = new Set(approved.map(normalised));
    if (proxies.some(({ address }) => address === null || !known.has(normalised(address)))) {
      return { outcome: 'fail', reason: 'not-approved', ...base };
    }
    if (requireEnforced && proxies.some(({ enforced }) => enforced === false)) {
      return { outcome: 'fail', reason: 'not-enforced', ...base };
    }
    if (requireEnforced && proxies.some(({ enforced }) => enforced === null)) {
      return { outcome: 'unknown', reason: 'enforcement-not-told', ...base };
    }
    return { outcome: 'pass', reason: 'approved', ...base };
  },
});

function normalised(address: string): string {
  return address.trim().toLowerCase().replace(/\/$/, '');
}

function shown(proxies: readonly Proxy[]) {
  const list = [...new Set(proxies.map(({ address, source }) => `${address ?? 'auto'} (${source})`))];
  const rest = list.length > 4 ? ` +${list.length - 4}` : '';
  const line = `${list.slice(0, 4).join(' ')}${rest}`;
  return list.length === 0 ? text('プロキシなし', 'no proxy') : text(line, line);
}
