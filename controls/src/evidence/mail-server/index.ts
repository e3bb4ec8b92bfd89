import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readUnix } from './unix.ts';
import { MailServer } from './schema.ts';
import { readWindows } from './windows.ts';

export const mailServer = defineEvidence<MailServer>({
  id: 'mail-server',
  version: 1,
  title: text('メールサーバーの設定', 'Settings of the mail server'),
  schema: MailServer,
  probes: {
    linux: { read: readUnix, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readUnix, rights: 'anyone' },
  },
});
