import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Antivirus } from './schema.ts';
import { readWindows } from './windows.ts';

export const antivirus = defineEvidence<Antivirus>({
  id: 'antivirus',
  version: 1,
  title: text('ウイルス対策ソフトの状態', 'Antivirus products'),
  schema: Antivirus,
  probes: {
    linux: { read: readLinux, rights: 'administrator', timeoutMs: 90_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 90_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 90_000 },
  },
});
