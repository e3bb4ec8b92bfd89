import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Wireless } from './schema.ts';
import { readWindows } from './windows.ts';

export const wireless = defineEvidence<Wireless>({
  id: 'wireless',
  version: 1,
  title: text('無線LAN', 'Wireless LAN'),
  schema: Wireless,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'anyone', timeoutMs: 45_000 },
  },
});
