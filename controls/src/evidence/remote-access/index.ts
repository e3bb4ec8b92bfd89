import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { RemoteAccess } from './schema.ts';
import { readWindows } from './windows.ts';

export const remoteAccess = defineEvidence<RemoteAccess>({
  id: 'remote-access',
  version: 1,
  title: text('遠隔操作の設定', 'Settings for remote access'),
  schema: RemoteAccess,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
