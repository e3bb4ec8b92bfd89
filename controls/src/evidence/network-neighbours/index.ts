import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { NetworkNeighbours } from './schema.ts';
import { readWindows } from './windows.ts';

export const networkNeighbours = defineEvidence<NetworkNeighbours>({
  id: 'network-neighbours',
  version: 1,
  title: text('同じセグメントの機器', 'Machines on the same segment'),
  schema: NetworkNeighbours,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'anyone' },
  },
});
