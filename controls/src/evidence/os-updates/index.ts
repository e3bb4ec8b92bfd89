import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { OsUpdates } from './schema.ts';
import { readWindows } from './windows.ts';

export const osUpdates = defineEvidence<OsUpdates>({
  id: 'os-updates',
  version: 1,
  title: text('OSの更新の適用状況', 'Updates of the operating system'),
  schema: OsUpdates,
  probes: {
    linux: { read: readLinux, rights: 'administrator', timeoutMs: 300_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 240_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 60_000 },
  },
});
