import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { HardwareHealth } from './schema.ts';
import { readWindows } from './windows.ts';

export const hardwareHealth = defineEvidence<HardwareHealth>({
  id: 'hardware-health',
  version: 1,
  title: text('記憶装置の健全性と冗長化', 'Health and redundancy of disks'),
  schema: HardwareHealth,
  probes: {
    linux: { read: readLinux, rights: 'administrator', timeoutMs: 60_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'anyone', timeoutMs: 60_000 },
  },
});
