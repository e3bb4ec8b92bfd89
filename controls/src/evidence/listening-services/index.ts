import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { ListeningServices } from './schema.ts';
import { readWindows } from './windows.ts';

export const listeningServices = defineEvidence<ListeningServices>({
  id: 'listening-services',
  version: 1,
  title: text('ネットワークで待ち受けるサービス', 'Services that listen on the network'),
  schema: ListeningServices,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
