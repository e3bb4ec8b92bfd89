import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { BrowserSettings } from './schema.ts';
import { readWindows } from './windows.ts';

export const browserSettings = defineEvidence<BrowserSettings>({
  id: 'browser-settings',
  version: 1,
  title: text('ブラウザーの固定された設定', 'Fixed settings of browsers'),
  schema: BrowserSettings,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
