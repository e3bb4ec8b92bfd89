import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { HostFirewall } from './schema.ts';
import { readWindows } from './windows.ts';

export const hostFirewall = defineEvidence<HostFirewall>({
  id: 'host-firewall',
  version: 1,
  title: text('機器のファイアウォール', 'Firewall of the host'),
  schema: HostFirewall,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
