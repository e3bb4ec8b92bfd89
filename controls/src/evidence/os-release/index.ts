import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { OsRelease } from './schema.ts';
import { readWindows } from './windows.ts';

export const osRelease = defineEvidence<OsRelease>({
  id: 'os-release',
  version: 1,
  title: text('OSの種類と版', 'Operating system and version'),
  schema: OsRelease,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
