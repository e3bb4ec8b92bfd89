import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { NetworkHardening } from './schema.ts';
import { readWindows } from './windows.ts';

export const networkHardening = defineEvidence<NetworkHardening>({
  id: 'network-hardening',
  version: 1,
  title: text('サービス不能攻撃への備え', 'Hardening against denial of service'),
  schema: NetworkHardening,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
