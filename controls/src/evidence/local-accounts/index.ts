import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { LocalAccounts } from './schema.ts';
import { readWindows } from './windows.ts';

export const localAccounts = defineEvidence<LocalAccounts>({
  id: 'local-accounts',
  version: 1,
  title: text('利用者アカウントと管理者権限', 'User accounts and administrator rights'),
  schema: LocalAccounts,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 90_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 60_000 },
  },
});
