import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { DatabaseServer } from './schema.ts';
import { readWindows } from './windows.ts';

export const databaseServer = defineEvidence<DatabaseServer>({
  id: 'database-server',
  version: 1,
  title: text('データベースサーバーの設定', 'Settings of database servers'),
  schema: DatabaseServer,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
