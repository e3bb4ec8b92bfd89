import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';

export const networkDeviceTimeSynchronized = defineControl({
  id: 'network-device-time-synchronized',
  title: text('ネットワーク機器の時刻が同期している', 'The clock of the network device is synchronized'),
  description: text(
    '機器のログをほかの機器の記録と突き合わせられるよう、時刻源が設定され、機器が同期していると答えることを確かめる。YAMAHA RTXのntpdateは成否を答えないので、時刻源があっても未確認とする。',
    'So that the logs of the device can be held against those of others, time sources are set and the device says that it is synchronized. ntpdate of YAMAHA RTX tells no result: with sources it stays unknown.',
  ),
  needs: { device: networkDevice },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: {
    unseenLeftToPeople: leftToPeople(
      '同期の成否を答えない機器の時刻は、人が確かめる',
      'The clock of a device that does not say whether it is synchronized is compared by a person',
    ),
  },
  reasons: {
    synchronized: text('時刻は同期している。', 'The clock is synchronized.'),
    'no-source': text('時刻源が設定されていない。', 'No time source is set.'),
    'not-synchronized': text('時刻が同期していない。', 'The clock is not synchronized.'),
    'not-told': text(
      '同期しているかどうかを機器が答えない。機器の時刻を人が確かめる。',
      'The device does not say whether it is synchronized. A person compares its clock.',
    ),
  },
  remediation: {
    'network-device': text(
      'Cisco: `ntp server アドレス`。Junos: `set system ntp server アドレス`。RTX: `schedule at 1 */* 04:00 * ntpdate アドレス`。FortiGate: `config system ntp` で `set ntpsync enable` と時刻源。',
      'Cisco: `ntp server ADDRESS`. Junos: `set system ntp server ADDRESS`. RTX: `schedule at 1 */* 04:00 * ntpdate ADDRESS`. FortiGate: `config system ntp`, `set ntpsync enable` and the sources.',
    ),
  },
  evaluate({ device: { clock } }, { unseenLeftToPeople }) {
    const expected = text('時刻源があり、同期している', 'a time source is set and followed');
    const sources = clock.servers.join(', ');
    const observed = text(`時刻源: ${sources || 'なし'}`, `time sources: ${sources || 'none'}`);
    if (clock.servers.length === 0) return { outcome: 'fail', reason: 'no-source', observed, expected };
    if (clock.synchronized === null) {
      const outcome = unseenLeftToPeople ? 'not-applicable' : 'unknown';
      return { outcome, reason: 'not-told', observed, expected };
    }
    return clock.synchronized
      ? { outcome: 'pass', reason: 'synchronized', observed, expected }
      : { outcome: 'fail', reason: 'not-synchronized', observed, expected };
  },
});
