import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { UsbStorage } from './schema.ts';
import { readWindows } from './windows.ts';

export const usbStorage = defineEvidence<UsbStorage>({
  id: 'usb-storage',
  version: 1,
  title: text('USB記憶媒体の制限', 'Restriction of USB storage'),
  schema: UsbStorage,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 90_000 },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: 60_000 },
  },
});
