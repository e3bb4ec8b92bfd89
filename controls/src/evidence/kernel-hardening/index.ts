import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { KernelHardening } from './schema.ts';
import { readWindows } from './windows.ts';

/** macOS leaves none of this to its owner: what can be taken away there shows in boot-security. */
export const kernelHardening = defineEvidence<KernelHardening>({
  id: 'kernel-hardening',
  version: 1,
  title: text('カーネルの堅牢化', 'Hardening of the kernel'),
  schema: KernelHardening,
  probes: {
    linux: { read: readLinux, rights: 'anyone' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
  },
});
