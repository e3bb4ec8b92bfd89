import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { probeTimeoutMs } from '../network-targets/examine-targets.ts';
import { readTargets } from './read.ts';
import { TlsTargets } from './schema.ts';

const probe = { read: readTargets, rights: 'anyone', timeoutMs: probeTimeoutMs } as const;

export const tlsTargets = defineEvidence<TlsTargets>({
  id: 'tls-targets',
  version: 1,
  title: text('指定したTLSサーバー', 'Named TLS servers'),
  schema: TlsTargets,
  probes: { linux: probe, windows: probe, macos: probe },
  // Each measurement is some fifty connections, which the server may log or count against us.
  everyHours: 6,
});
