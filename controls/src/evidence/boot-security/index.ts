import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { BootSecurity } from './schema.ts';
import { readWindows } from './windows.ts';

export const bootSecurity = defineEvidence<BootSecurity>({
  id: 'boot-security',
  version: 1,
  title: text('起動の保護', 'Protection of the start'),
  schema: BootSecurity,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
