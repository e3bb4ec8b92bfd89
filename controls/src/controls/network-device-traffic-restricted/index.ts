import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import { defineControl } from '../define.ts';

export const networkDeviceTrafficRestricted = defineControl({
  id: 'network-device-traffic-restricted',
  title: text('ネットワーク機器が必要な通信だけを通す', 'The network device lets through only named traffic'),
  description: text(
    '経路を制御する機器で、インターフェースの入り口かゾーンの間にアクセスリスト又はポリシーが適用され、その中に全てを許す項がないことを確かめる。許した通信が本当に要るかは、一覧と人が突き合わせる。',
    'On a device that routes, access lists or policies are applied where traffic comes in or between zones, and none of them has an entry that lets everything through. Whether the traffic that is let through is needed, a person compares with the list.',
  ),
  needs: { device: networkDevice },
  params: z.object({}),
  parameters: {},
  reasons: {
    restricted: text('適用された一覧に全てを許す項はない。', 'No applied list lets everything through.'),
    'permits-any': text('全てを許す項がある。', 'An entry lets everything through.'),
    'no-list': text('通過する通信に適用された一覧がない。', 'No list is applied to the traffic that passes.'),
    'does-not-route': text(
      '自分のアドレスが一つ以下で、通信の経路を制御しない。',
      'It has one address of its own at most: it routes nothing.',
    ),
    'not-all-told': text('一覧が多く、一部だけを読んだ。', 'There are more lists than were read.'),
  },
  remediation: {
    'network-device': text(
      '要る通信だけを許し、残りを拒む一覧を作って、外に向くインターフェースの入り口に適用する。Cisco: `ip access-group 一覧 in`。Junos: `filter input` 又はセキュリティポリシー。RTX: `ip lan2 secure filter in …`。FortiGate: 送信元・宛先・サービスを絞ったポリシー。',
      'Make a list that lets through what is needed and nothing else, and apply it where traffic comes in from outside. Cisco: `ip access-group LIST in`. Junos: `filter input` or security policies. RTX: `ip lan2 secure filter in …`. FortiGate: policies with named sources, destinations and services.',
    ),
  },
  evaluate({ device: { accessLists, addressedInterfaces, truncated } }) {
    const expected = text(
      '入り口に一覧が適用され、全てを許す項がない',
      'a list is applied where traffic comes in, and lets through named traffic only',
    );
    // What goes out is often let through whole behind a filter of what comes in, which then decides.
    const applied = accessLists.filter(({ boundTo }) => boundTo.some((where) => !where.endsWith(' out')));
    const open = applied.filter(({ permitsAny }) => permitsAny > 0);
    const told = (list: typeof accessLists) =>
      list
        .slice(0, 5)
        .map(({ name, boundTo, entries }) => `${name} (${boundTo.slice(0, 3).join(', ')}): ${entries}`)
        .join('; ');
    if (open.length > 0) {
      const observed = text(`全てを許す: ${told(open)}`, `lets everything through: ${told(open)}`);
      return { outcome: 'fail', reason: 'permits-any', observed, expected };
    }
    const passing = applied.filter(({ boundTo }) => boundTo.some((where) => !/^(?:vty|lo0)\b/.test(where)));
    const observed = text(
      `${told(passing) || '適用された一覧なし'}。アドレスを持つインターフェース ${addressedInterfaces}`,
      `${told(passing) || 'no list applied'}; interfaces with an address: ${addressedInterfaces}`,
    );
    if (truncated) return { outcome: 'unknown', reason: 'not-all-told', observed, expected };
    if (passing.length > 0) return { outcome: 'pass', reason: 'restricted', observed, expected };
    return addressedInterfaces <= 1
      ? { outcome: 'not-applicable', reason: 'does-not-route', observed, expected }
      : { outcome: 'fail', reason: 'no-list', observed, expected };
  },
});
