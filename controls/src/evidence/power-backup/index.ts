import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { PowerBackup } from './schema.ts';
import { readWindows } from './windows.ts';

export const powerBackup = defineEvidence<PowerBackup>({
  id: 'power-backup',
  version: 1,
  title: text('停電への備え', 'Backup power'),
  schema: PowerBackup,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
