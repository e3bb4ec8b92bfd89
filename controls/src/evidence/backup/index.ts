import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Backup } from './schema.ts';
import { readWindows } from './windows.ts';

export const backup = defineEvidence<Backup>({
  id: 'backup',
  version: 1,
  title: text('バックアップの状態', 'Backups'),
  schema: Backup,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
