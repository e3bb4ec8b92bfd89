import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { dnsServer } from '../../evidence/dns-server/index.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { reachOfList, reachOfNetwork } from '../address-lists.ts';
import type { Reach } from '../address-lists.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';
import { whoAnswersNames } from '../dns-listeners.ts';
import { serverNotRead } from '../other-listeners.ts';
import { unreadPart } from '../unread-part.ts';
import type { DnsServer } from '../../evidence/dns-server/schema.ts';

type Found = { shown: string; reach: Reach };

export const dnsRecursionRestricted = defineControl({
  id: 'dns-recursion-restricted',
  title: text(
    'DNSキャッシュサーバーが決めた相手だけに再帰問合せを行う',
    'The DNS server recurses for known callers only',
  ),
  description: text(
    'ネットワークからの名前解決に答えるサーバーが、誰にでも再帰的に答えないことを確かめる。BINDは recursion と allow-recursion（なければ allow-query-cache、allow-query、既定の localnets と localhost）をビューごとに、unboundは access-control を、Windowsは再帰の有効・無効を見る。Windowsの再帰は相手を設定だけで限れないため、有効なら未確認とする。dnsmasqなどほかの製品も未確認とする。',
    'A server that answers questions about names from the network does not recurse for everybody. For BIND: recursion and allow-recursion (else allow-query-cache, allow-query, and localnets with localhost by default) in each view; for unbound access-control; for Windows whether it recurses at all, and unknown where it does, because callers are not limited by that setting. Other products, such as dnsmasq, are unknown.',
  ),
  needs: { dns: dnsServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    restricted: text('再帰問合せの相手は限られている。', 'Recursion is limited.'),
    'no-dns-server': text(
      'ネットワークからの名前解決に答えるサーバーは動いていない。',
      'No server answers questions about names from the network.',
    ),
    'open-resolver': text('誰にでも再帰的に答える。', 'It recurses for everybody.'),
    'callers-not-told': text(
      '再帰問合せの相手が、ここで読めない設定による。ファイアウォールとDNSのポリシーを人が確認する。',
      'Who may ask is decided by what is not read here. Check the firewall and the policies of DNS.',
    ),
    'other-product': text(
      '設定を読めない製品が名前解決に答えている。その設定を人が確認する。',
      'A product answers whose settings are not read. Check them.',
    ),
    'listeners-not-told': text(
      '待受けが多すぎて、すべては記録されていない。',
      'More listen than are listed.',
    ),
  },
  remediation: {
    linux: text(
      'named.conf の options に `allow-recursion { localhost; 利用する網; };` を書く。再帰が不要なら `recursion no;` とする。unboundでは access-control で網を限る。',
      'Write `allow-recursion { localhost; NETWORKS; };` into the options of named.conf, or `recursion no;` where it is not needed. For unbound limit the networks by access-control.',
    ),
    windows: text(
      '再帰が不要なら `Set-DnsServerRecursion -Enable $false` とする。必要なら `Add-DnsServerRecursionScope` とポリシーで相手を限り、ファイアウォールで内部の網だけに開く。',
      'Where recursion is not needed run `Set-DnsServerRecursion -Enable $false`. Else limit callers with `Add-DnsServerRecursionScope` and policies, and open the firewall to inner networks only.',
    ),
    macos: text(
      '不要なら待ち受けているDNSサーバーを止める。必要ならLinuxと同じように設定する。',
      'Stop the DNS server that listens where it is not needed. Else set it as on Linux.',
    ),
  },
  evaluate({ dns, listening }, { unseenLeftToPeople }) {
    const expected = text('再帰問合せの相手が限られている', 'recursion for known callers only');
    const who = whoAnswersNames(dns, listening);
    if (who.is !== 'known') {
      return { ...serverNotRead(who, 'no-dns-server', unseenLeftToPeople), expected };
    }
    const failed = unreadPart(dns.unread, ['bind', 'unbound', 'MicrosoftDNS']);
    if (failed) return { ...failed, expected };
    const found = who.products.flatMap((product) => reaches(product, dns));
    const open = found.filter(({ reach }) => reach === 'everybody');
    const shown = (open.length > 0 ? open : found).slice(0, 5).map((one) => one.shown);
    const observed = text(shown.join('、') || '-', shown.join(', ') || '-');
    if (open.length > 0) return { outcome: 'fail', reason: 'open-resolver', observed, expected };
    const isCut = dns.bind?.truncated === true || dns.unbound?.truncated === true;
    if (found.length === 0 || isCut || found.some(({ reach }) => reach === null)) {
      return { outcome: 'unknown', reason: 'callers-not-told', observed, expected };
    }
    return { outcome: 'pass', reason: 'restricted', observed, expected };
  },
});

function reaches(product: DnsServer['installed'][number], { bind, unbound, windows }: DnsServer): Found[] {
  if (product === 'bind' && bind) {
    return bind.views.map((view) => {
      const name = view.name === null ? 'named' : `view ${view.name}`;
      if (view.recursion === false) return { shown: `${name}: recursion no`, reach: 'nobody' };
      const list = view.allowRecursion ??
        view.allowQueryCache ??
        view.allowQuery ?? ['localnets', 'localhost'];
      return { shown: `${name}: ${list.slice(0, 6).join(' ') || '-'}`, reach: reachOfList(list) };
    });
  }
  if (product === 'unbound' && unbound) {
    const letIn = unbound.access.filter(({ action }) => action.startsWith('allow'));
    const reach = letIn.map(({ network }) => reachOfNetwork(network.toLowerCase()));
    const worst = reach.includes('everybody') ? 'everybody' : reach.includes(null) ? null : 'known';
    return [
      {
        shown: `unbound: ${
          letIn
            .slice(0, 6)
            .map(({ network }) => network)
            .join(' ') || '-'
        }`,
        reach: worst,
      },
    ];
  }
  if (product === 'windows-dns' && windows) {
    return [
      windows.recursion
        ? { shown: 'NoRecursion False', reach: null }
        : { shown: 'NoRecursion True', reach: 'nobody' },
    ];
  }
  return [];
}
