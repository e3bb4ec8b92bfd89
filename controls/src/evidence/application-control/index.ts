import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { ApplicationControl } from './schema.ts';
import { readWindows } from './windows.ts';

export const applicationControl = defineEvidence<ApplicationControl>({
  id: 'application-control',
  version: 1,
  title: text('プログラムの実行制御と強制アクセス制御', 'Control of programs and mandatory access control'),
  schema: ApplicationControl,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
