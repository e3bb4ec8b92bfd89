import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { FileProtection } from './schema.ts';
import { readWindows } from './windows.ts';

export const fileProtection = defineEvidence<FileProtection>({
  id: 'file-protection',
  version: 1,
  title: text('重要なファイルの権限', 'Permissions of important files'),
  schema: FileProtection,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
