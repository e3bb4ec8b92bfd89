import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { DiskEncryption } from './schema.ts';
import { readWindows } from './windows.ts';

export const diskEncryption = defineEvidence<DiskEncryption>({
  id: 'disk-encryption',
  version: 1,
  title: text('記憶装置の暗号化', 'Encryption of storage'),
  schema: DiskEncryption,
  probes: {
    linux: { read: readLinux, rights: 'anyone', timeoutMs: 60_000 },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 120_000 },
    macos: { read: readMacos, rights: 'anyone', timeoutMs: 60_000 },
  },
});
