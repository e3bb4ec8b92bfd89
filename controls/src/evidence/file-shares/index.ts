import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { FileShares } from './schema.ts';
import { readWindows } from './windows.ts';

export const fileShares = defineEvidence<FileShares>({
  id: 'file-shares',
  version: 1,
  title: text('ファイル共有', 'File shares'),
  schema: FileShares,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
