import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { PasswordPolicy } from './schema.ts';
import { readWindows } from './windows.ts';

export const passwordPolicy = defineEvidence<PasswordPolicy>({
  id: 'password-policy',
  version: 1,
  title: text('パスワードの条件とロックアウト', 'Password rules and lockout'),
  schema: PasswordPolicy,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 90_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 30_000 },
  },
});
