import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { WebServer } from './schema.ts';
import { readUnix } from './unix.ts';
import { readWindows } from './windows.ts';

export const webServer = defineEvidence<WebServer>({
  id: 'web-server',
  version: 1,
  title: text('Webサーバーの設定', 'Settings of web servers'),
  schema: WebServer,
  probes: {
    linux: { read: readUnix, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readUnix, rights: 'administrator' },
  },
});
