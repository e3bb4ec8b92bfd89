import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { FileIntegrity } from './schema.ts';
import { readWindows } from './windows.ts';

export const fileIntegrity = defineEvidence<FileIntegrity>({
  id: 'file-integrity',
  version: 1,
  title: text('ファイルの改ざん検知の状態', 'Monitoring of the integrity of files'),
  schema: FileIntegrity,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
