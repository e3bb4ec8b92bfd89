import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { hostFirewall } from '../../evidence/host-firewall/index.ts';
import type { HostFirewall, Scope } from '../../evidence/host-firewall/schema.ts';
import { defineControl } from '../define.ts';

export const hostFirewallActive = defineControl({
  id: 'host-firewall-active',
  title: text(
    '機器のファイアウォールが許可していない通信を受け付けない',
    "The host's firewall refuses what is not let in on purpose",
  ),
  description: text(
    '必要な通信だけを通すよう、機器のファイアウォールが働き、どの規則にも当たらない外からの接続を拒むことを、現に効いている規則で確かめる。設定ファイルの値、すべてを許可する規則のあるファイアウォール、IPv4だけのフィルターは数えない。コンテナへ転送されるポートは、この規則を通らないので証跡に並べる。',
    'So that only what is needed comes in, the firewall of the host is on and refuses connections from outside that no rule names, by the rules in force. Values in files, a firewall with a rule that allows everything and a filter for IPv4 alone do not count. Ports handed on to containers do not pass these rules; the evidence lists them.',
  ),
  needs: { firewall: hostFirewall },
  params: z.object({ allProfiles: z._default(z.boolean(), true) }),
  parameters: {
    allProfiles: {
      meaning: text(
        'Windowsの3つのプロファイルすべてで求める（いいえの場合は、つながっているネットワークのものだけ）',
        'Ask for it in all three profiles of Windows; otherwise in those of the networks that are connected',
      ),
      source: text('CIS Benchmarks（9.1～9.3）', 'CIS Benchmarks, 9.1 to 9.3'),
    },
  },
  reasons: {
    refusing: text('許可していない通信を拒んでいる。', 'What is not let in on purpose is refused.'),
    'host-filters': text(
      'コンテナの通信はホストが制御する。',
      "A container's traffic is filtered by its host.",
    ),
    off: text('ファイアウォールが働いていない。', 'The firewall is off.'),
    'default-accept': text(
      'どの規則にも当たらない接続を受け付ける。',
      'A connection that no rule names is accepted.',
    ),
    'allow-all-rule': text(
      'すべて、又はほとんどの接続を許可する規則がある。',
      'A rule lets in every connection, or nearly every one.',
    ),
    'only-one-family': text('IPv6の通信にはフィルターが働いていない。', 'Traffic of IPv6 is not filtered.'),
    'rules-not-followed': text(
      '規則の条件を解釈できないため、拒むかどうかを決められない。規則を人が確かめる。',
      'A condition of the rules is not understood, so whether they refuse is open. Have a person read them.',
    ),
    'other-product': text(
      'ほかのファイアウォール製品が働いていると登録されている。その規則を製品の管理画面で確かめる。',
      'Another firewall product is registered as on. Check its rules at the product.',
    ),
    'not-told': text('ファイアウォールの状態が分からない。', 'The state of the firewall is not told.'),
  },
  remediation: {
    linux: text(
      'ufwは `ufw default deny incoming` と必要なポートの `ufw allow` の後に `ufw enable`、firewalldは `systemctl enable --now firewalld` とし、インターフェースをtrustedゾーンに置かない。nftablesではinputチェーン（inet）の policy を drop にする。`nft list ruleset` で確かめる。',
      'ufw: `ufw default deny incoming`, `ufw allow` for the ports that are needed, then `ufw enable`. firewalld: `systemctl enable --now firewalld`, no interface in the zone trusted. nftables: policy drop for the input chain of an inet table. Check with `nft list ruleset`.',
    ),
    windows: text(
      '管理者のPowerShellで `Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block` を実行するか、グループポリシー「コンピューターの構成\\Windows の設定\\セキュリティの設定\\セキュリティが強化された Windows Defender ファイアウォール」で設定し、すべてを許可する受信の規則を消す。`Get-NetFirewallProfile -PolicyStore ActiveStore` で確かめる。',
      'Run `Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block` in PowerShell as administrator, or set it by the group policy Computer Configuration\\Windows Settings\\Security Settings\\Windows Defender Firewall with Advanced Security, and remove inbound rules that allow everything. Check with `Get-NetFirewallProfile -PolicyStore ActiveStore`.',
    ),
    macos: text(
      '「システム設定＞ネットワーク＞ファイアウォール」を入れるか、構成プロファイル com.apple.security.firewall で EnableFirewall を true にする。',
      'Switch it on in System Settings, Network, Firewall, or set EnableFirewall to true with the profile com.apple.security.firewall.',
    ),
  },
  evaluate({ firewall }, { allProfiles }) {
    const expected = text(
      'どの規則にも当たらない外からの接続を拒む',
      'connections from outside that no rule names are refused',
    );
    const observed = shown(firewall);
    const base = { observed, expected };
    if (firewall.container) return { outcome: 'not-applicable', reason: 'host-filters', ...base };
    const counted = firewall.scopes.filter((scope) => isCounted(scope, allProfiles));
    const open = counted.filter((scope) => scope.unmatched !== 'blocked' || scope.openRules.length > 0);
    if (counted.length > 0 && open.length === 0) return { outcome: 'pass', reason: 'refusing', ...base };
    // Rules that could not be read may be the ones that refuse.
    const [first] = firewall.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (firewall.otherProducts.some(({ active }) => active !== false)) {
      return { outcome: 'unknown', reason: 'other-product', ...base };
    }
    if (
      counted.length === 0 ||
      open.some(({ unmatched, enabled }) => unmatched === null || enabled === null)
    ) {
      return { outcome: 'unknown', reason: 'not-told', ...base };
    }
    const reason = whyOpen(open, counted);
    return { outcome: reason === 'rules-not-followed' ? 'unknown' : 'fail', reason, ...base };
  },
});

/** An address family without addresses brings nothing in; a profile without a network does as soon as it has one. */
function isCounted(scope: Scope, allProfiles: boolean): boolean {
  if (scope.present !== false) return true;
  return scope.name !== 'ipv4' && scope.name !== 'ipv6' && allProfiles;
}

function whyOpen(open: readonly Scope[], counted: readonly Scope[]): string {
  if (open.some(({ openRules }) => openRules.length > 0)) return 'allow-all-rule';
  const off = open.filter(({ enabled }) => !enabled);
  if (off.length > 0) {
    const [only] = off;
    return off.length === 1 && only?.name === 'ipv6' && counted.length > 1 ? 'only-one-family' : 'off';
  }
  return open.some(({ unmatched }) => unmatched === 'accepted') ? 'default-accept' : 'rules-not-followed';
}

const names: Record<Scope['name'], Text> = {
  ipv4: text('IPv4', 'IPv4'),
  ipv6: text('IPv6', 'IPv6'),
  domain: text('ドメイン', 'domain'),
  private: text('プライベート', 'private'),
  public: text('パブリック', 'public'),
  applications: text('アプリケーション', 'applications'),
};

const fates: Record<NonNullable<Scope['unmatched']>, Text> = {
  blocked: text('拒否', 'refused'),
  accepted: text('受付', 'accepted'),
  undecided: text('不明', 'not decided'),
};

function shown({ container, scopes, forwardedPorts, forwardedTruncated }: HostFirewall): Text {
  if (container) return text('コンテナ', 'a container');
  const ja: string[] = [];
  const en: string[] = [];
  for (const { name, present, enabled, unmatched, openRules, undecidedRules } of scopes) {
    const fate = unmatched === null ? text('不明', 'not told') : fates[unmatched];
    const rule = [...openRules, ...undecidedRules][0]?.slice(0, 120).toWellFormed();
    const absent = present === false && (name === 'ipv4' || name === 'ipv6');
    ja.push(
      `${names[name].ja}: ${absent ? '使用なし' : enabled === false ? '停止' : fate.ja}${rule ? `（${rule}）` : ''}`,
    );
    en.push(
      `${names[name].en}: ${absent ? 'not used' : enabled === false ? 'off' : fate.en}${rule ? ` (${rule})` : ''}`,
    );
  }
  if (forwardedPorts.length > 0) {
    const ports = forwardedPorts
      .slice(0, 5)
      .map((one) => `${one.protocol}/${one.ports}`)
      .join(' ');
    const more = forwardedPorts.length > 5 || forwardedTruncated ? ' …' : '';
    ja.push(`転送されるポート: ${ports}${more}`);
    en.push(`ports handed on: ${ports}${more}`);
  }
  return text(ja.join('、') || 'なし', en.join(', ') || 'none');
}
