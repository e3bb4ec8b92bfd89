import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { AutomaticUpdates } from './schema.ts';
import { readWindows } from './windows.ts';

export const automaticUpdates = defineEvidence<AutomaticUpdates>({
  id: 'automatic-updates',
  version: 1,
  title: text('OSの自動更新', 'Automatic updates of the operating system'),
  schema: AutomaticUpdates,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'anyone' },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
