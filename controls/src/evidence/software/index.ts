import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Software } from './schema.ts';
import { readWindows } from './windows.ts';

export const software = defineEvidence<Software>({
  id: 'software',
  // 2: names of source packages stand in the lines; whoever knows only 1 would take them for packages.
  version: 2,
  title: text('導入されているソフトウェア', 'Installed software'),
  schema: Software,
  probes: {
    linux: { read: readLinux, rights: 'administrator', timeoutMs: 60_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 90_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 60_000 },
  },
});
