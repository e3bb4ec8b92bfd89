import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readDevice } from './probe.ts';
import { NetworkDevice } from './schema.ts';

export const networkDevice = defineEvidence<NetworkDevice>({
  id: 'network-device',
  version: 1,
  title: text('ネットワーク機器の設定', 'Settings of a network device'),
  schema: NetworkDevice,
  probes: {
    'network-device': { read: readDevice, rights: 'administrator', timeoutMs: 5 * 60 * 1000 },
  },
});
