import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { NetworkConfiguration } from './schema.ts';
import { readWindows } from './windows.ts';

export const networkConfiguration = defineEvidence<NetworkConfiguration>({
  id: 'network-configuration',
  version: 1,
  title: text('ネットワークの構成', 'Network configuration'),
  schema: NetworkConfiguration,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
