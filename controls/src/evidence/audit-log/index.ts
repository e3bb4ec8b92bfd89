import { text } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinux } from './linux.ts';
import { readMacos } from './macos.ts';
import { AuditLog } from './schema.ts';
import { readWindows } from './windows.ts';

export const auditLog = defineEvidence<AuditLog>({
  id: 'audit-log',
  version: 1,
  title: text('監査ログの状態', 'Audit logs'),
  schema: AuditLog,
  probes: {
    linux: { read: readLinux, rights: 'administrator' },
    windows: { read: readWindows, rights: 'administrator', timeoutMs: 60_000 },
    macos: { read: readMacos, rights: 'administrator' },
  },
});
