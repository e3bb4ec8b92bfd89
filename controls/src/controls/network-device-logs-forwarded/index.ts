import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import { defineControl } from '../define.ts';

export const networkDeviceLogsForwarded = defineControl({
  id: 'network-device-logs-forwarded',
  title: text(
    'ネットワーク機器のログが転送されている',
    'The logs of the network device are sent to another machine',
  ),
  description: text(
    '機器の中のログは少なく、再起動で失われることが多い。別の機器へ送るsyslogの宛先が設定されていることを確かめる。届いているかは受け取る側で確かめる。',
    'A device keeps little of its log and often loses it at a restart. A destination for syslog is set. Whether logs arrive has to be checked on the other side.',
  ),
  needs: { device: networkDevice },
  params: z.object({ approvedDestinations: z._default(z.array(z.string()), []) }),
  parameters: {
    approvedDestinations: {
      meaning: text(
        '認める宛先（名前又はアドレス。空なら全て）',
        'Destinations that count, by name or address; none named = all',
      ),
      source: text('システムの届出「ログの転送先」', "The system's declaration of log destinations"),
      declared: { kind: 'log-destinations', field: 'address' },
    },
  },
  reasons: {
    forwarded: text(
      '転送先が設定されている。届いていることは受け取る側で確かめる。',
      'A destination is set. Check on the other side that logs arrive.',
    ),
    'no-forwarding': text('ログを転送していない。', 'Logs are sent nowhere.'),
    'destination-not-approved': text(
      '宛先が認められたものでない。',
      'The destination is not among those that count.',
    ),
  },
  remediation: {
    'network-device': text(
      'Cisco: `logging host アドレス`。Junos: `set system syslog host アドレス any notice`。RTX: `syslog host アドレス`。FortiGate: `config log syslogd setting` で `set status enable` と `set server`。',
      'Cisco: `logging host ADDRESS`. Junos: `set system syslog host ADDRESS any notice`. RTX: `syslog host ADDRESS`. FortiGate: `config log syslogd setting`, `set status enable` and `set server`.',
    ),
  },
  evaluate({ device: { logTargets } }, { approvedDestinations }) {
    const shown = logTargets.slice(0, 5).join(', ');
    const observed = text(`転送先: ${shown || 'なし'}`, `destinations: ${shown || 'none'}`);
    const expected = text('別の機器へ送るsyslogの宛先がある', 'syslog is sent to another machine');
    if (logTargets.length === 0) return { outcome: 'fail', reason: 'no-forwarding', observed, expected };
    const approved = new Set(approvedDestinations.map((one) => one.toLowerCase()));
    const counts = approved.size === 0 || logTargets.some((one) => approved.has(one.toLowerCase()));
    return counts
      ? { outcome: 'pass', reason: 'forwarded', observed, expected }
      : { outcome: 'fail', reason: 'destination-not-approved', observed, expected };
  },
});
