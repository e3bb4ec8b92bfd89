import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { SecurityAgents } from './schema.ts';
import { readWindows } from './windows.ts';

export const securityAgents = defineEvidence<SecurityAgents>({
  id: 'security-agents',
  version: 1,
  title: text('監視・資産管理・情報漏えい対策のエージェント', 'Agents that watch or manage the host'),
  schema: SecurityAgents,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 45_000 },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
