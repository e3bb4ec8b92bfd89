import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Printing } from './schema.ts';
import { readWindows } from './windows.ts';

export const printing = defineEvidence<Printing>({
  id: 'printing',
  version: 1,
  title: text('印刷の可否と制限', 'Printing and its restrictions'),
  schema: Printing,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
