import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { Services } from './schema.ts';
import { readWindows } from './windows.ts';

export const services = defineEvidence<Services>({
  id: 'services',
  version: 1,
  title: text('自動で起動するサービス', 'Services that start by themselves'),
  schema: Services,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
