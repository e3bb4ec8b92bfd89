import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { HardwareInventory } from './schema.ts';
import { readWindows } from './windows.ts';

export const hardwareInventory = defineEvidence<HardwareInventory>({
  id: 'hardware-inventory',
  version: 1,
  title: text('機器の構成（製造番号、記憶装置等）', 'Hardware of the machine'),
  schema: HardwareInventory,
  everyHours: 24,
  probes: {
    // The serial number of the machine is readable by root only.
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'anyone', timeoutMs: 120_000 },
    macos: { read: readMacos, rights: 'anyone', timeoutMs: 90_000 },
  },
});
