import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { LogForwarding } from './schema.ts';
import { readWindows } from './windows.ts';

export const logForwarding = defineEvidence<LogForwarding>({
  id: 'log-forwarding',
  version: 1,
  title: text('ログの転送の状態', 'Forwarding of logs'),
  schema: LogForwarding,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
