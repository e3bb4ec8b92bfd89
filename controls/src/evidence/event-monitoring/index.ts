import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { EventMonitoring } from './schema.ts';
import { readWindows } from './windows.ts';

export const eventMonitoring = defineEvidence<EventMonitoring>({
  id: 'event-monitoring',
  version: 1,
  title: text('監視・侵入検知の状態', 'Monitoring and intrusion detection'),
  schema: EventMonitoring,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
