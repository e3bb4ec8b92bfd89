import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { TimeSync } from './schema.ts';
import { readWindows } from './windows.ts';

export const timeSync = defineEvidence<TimeSync>({
  id: 'time-sync',
  version: 1,
  title: text('時刻同期の状態', 'Time synchronisation'),
  schema: TimeSync,
  probes: {
    linux: { read: readLinux, rights: 'anyone', timeoutMs: 45_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
