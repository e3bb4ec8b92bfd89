import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { ScreenLock } from './schema.ts';
import { readWindows } from './windows.ts';

export const screenLock = defineEvidence<ScreenLock>({
  id: 'screen-lock',
  version: 1,
  title: text('画面ロックと無操作時の切断', 'Screen lock and idle shells'),
  schema: ScreenLock,
  probes: {
    linux: { read: readLinux, rights: 'administrator', timeoutMs: 60_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
