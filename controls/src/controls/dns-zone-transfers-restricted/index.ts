import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { dnsServer } from '../../evidence/dns-server/index.ts';
import type { DnsServer } from '../../evidence/dns-server/schema.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { reachOfList } from '../address-lists.ts';
import type { Reach } from '../address-lists.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';
import { whoAnswersNames } from '../dns-listeners.ts';
import { serverNotRead } from '../other-listeners.ts';
import { shownNames } from '../shown-names.ts';
import { unreadPart } from '../unread-part.ts';

type Zone = { name: string; reach: Reach };

export const dnsZoneTransfersRestricted = defineControl({
  id: 'dns-zone-transfers-restricted',
  title: text('DNSのゾーン転送の相手が限られている', 'DNS zones are handed to known servers only'),
  description: text(
    '内部の名前が一覧で漏れないよう、BINDとWindowsのDNSサーバーが、プライマリとセカンダリのゾーンを誰にでも転送しないことを、ゾーンごとの allow-transfer（なければビュー、options）と SecureSecondaries から確かめる。BINDで書かれていないときの既定は版によって違う（9.20より前は誰にでも転送する）ため未確認とする。',
    'So that inner names do not leak as a list, BIND and the DNS server of Windows do not hand their primary and secondary zones to anybody: by allow-transfer of each zone (else of its view or the options) and by SecureSecondaries. What BIND does where it is not written depends on its version (anybody before 9.20), so that is unknown.',
  ),
  needs: { dns: dnsServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    restricted: text('ゾーン転送の相手は限られている。', 'Transfers are limited.'),
    'no-dns-server': text(
      'ネットワークからの名前解決に答えるサーバーは動いていない。',
      'No server answers questions about names from the network.',
    ),
    'no-zones': text('転送するゾーンを持たない。', 'It has no zones to hand out.'),
    'open-transfers': text('誰にでも転送するゾーンがある。', 'A zone is handed to anybody.'),
    'transfer-not-told': text(
      'allow-transfer が書かれていないか、ここで読めない設定による。ゾーン又は options に書く。',
      'allow-transfer is not written or decided by what is not read here. Write it for the zone or the options.',
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
      'named.conf の options に `allow-transfer { none; };` を書き、必要なゾーンだけ `allow-transfer { セカンダリの番地; };` とする。',
      'Write `allow-transfer { none; };` into the options of named.conf and `allow-transfer { ADDRESSES; };` for the zones with secondary servers.',
    ),
    windows: text(
      '`Set-DnsServerPrimaryZone -Name ゾーン -SecureSecondaries TransferToSecureServers -SecondaryServers 番地`（不要なら NoTransfer）を実行する。',
      'Run `Set-DnsServerPrimaryZone -Name ZONE -SecureSecondaries TransferToSecureServers -SecondaryServers ADDRESSES`, or NoTransfer.',
    ),
    macos: text(
      '不要なら待ち受けているDNSサーバーを止める。必要ならLinuxと同じように設定する。',
      'Stop the DNS server that listens where it is not needed. Else set it as on Linux.',
    ),
  },
  evaluate({ dns, listening }, { unseenLeftToPeople }) {
    const expected = text('ゾーン転送の相手が限られている', 'zones for known servers only');
    const who = whoAnswersNames(dns, listening);
    if (who.is !== 'known') {
      return { ...serverNotRead(who, 'no-dns-server', unseenLeftToPeople), expected };
    }
    const failed = unreadPart(dns.unread, ['bind', 'MicrosoftDNS']);
    if (failed) return { ...failed, expected };
    const zones = who.products.flatMap((product) => zonesOf(product, dns));
    const open = zones.filter(({ reach }) => reach === 'everybody');
    if (open.length > 0) {
      const shown = shownNames(open.map(({ name }) => name));
      return { outcome: 'fail', reason: 'open-transfers', observed: text(shown, shown), expected };
    }
    const untold = zones.filter(({ reach }) => reach === null);
    if (untold.length > 0 || dns.bind?.truncated || dns.windows?.truncated) {
      const shown = shownNames(untold.map(({ name }) => name)) || '-';
      return { outcome: 'unknown', reason: 'transfer-not-told', observed: text(shown, shown), expected };
    }
    const observed = text(`ゾーン${zones.length}件`, `${zones.length} zones`);
    return zones.length === 0
      ? { outcome: 'not-applicable', reason: 'no-zones', observed, expected }
      : { outcome: 'pass', reason: 'restricted', observed, expected };
  },
});

function zonesOf(product: DnsServer['installed'][number], { bind, windows }: DnsServer): Zone[] {
  if (product === 'bind') {
    return (bind?.zones ?? []).map(({ name, allowTransfer }) => ({
      name,
      reach: allowTransfer === null ? null : reachOfList(allowTransfer),
    }));
  }
  if (product !== 'windows-dns') return [];
  return (windows?.zones ?? []).map(({ name, transfer }) => ({
    name,
    reach: transfer === 0 ? 'everybody' : transfer <= 3 ? 'known' : null,
  }));
}
