import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { LoginFactors } from './schema.ts';
import { readWindows } from './windows.ts';

export const loginFactors = defineEvidence<LoginFactors>({
  id: 'login-factors',
  version: 1,
  title: text('ログオンに求める要素', 'What signing in asks for'),
  schema: LoginFactors,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 60_000 },
  },
});
