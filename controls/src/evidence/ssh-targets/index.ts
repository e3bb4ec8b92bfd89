import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { probeTimeoutMs } from '../network-targets/examine-targets.ts';
import { readTargets } from './read.ts';
import { SshTargets } from './schema.ts';

const probe = { read: readTargets, rights: 'anyone', timeoutMs: probeTimeoutMs } as const;

export const sshTargets = defineEvidence<SshTargets>({
  id: 'ssh-targets',
  version: 1,
  title: text('指定したSSHサーバー', 'Named SSH servers'),
  schema: SshTargets,
  probes: { linux: probe, windows: probe, macos: probe },
  // Each measurement is three to five connections that do not sign in, which servers log and some count against us.
  everyHours: 6,
});
