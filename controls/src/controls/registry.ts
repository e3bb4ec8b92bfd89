import type { AnyControl } from './define.ts';
import { antivirusActive } from './antivirus-active/index.ts';
import { antivirusDefinitionsFresh } from './antivirus-definitions-fresh/index.ts';
import { auditLogEnabled } from './audit-log-enabled/index.ts';
import { auditLogForwarded } from './audit-log-forwarded/index.ts';
import { auditLogHealthy } from './audit-log-healthy/index.ts';
import { auditLogProtected } from './audit-log-protected/index.ts';
import { auditLogRetained } from './audit-log-retained/index.ts';
import { backupProtected } from './backup-protected/index.ts';
import { backupRecent } from './backup-recent/index.ts';
import { diskEncrypted } from './disk-encrypted/index.ts';
import { fileIntegrityMonitored } from './file-integrity-monitored/index.ts';
import { intrusionDetectionActive } from './intrusion-detection-active/index.ts';
import { logTimestampsPrecise } from './log-timestamps-precise/index.ts';
import { monitoringAgentActive } from './monitoring-agent-active/index.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { privilegedOperationsLogged } from './privileged-operations-logged/index.ts';
import { restoreTested } from './restore-tested/index.ts';
import { screenLockEnforced } from './screen-lock-enforced/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';
import { usbStorageRestricted } from './usb-storage-restricted/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [
  antivirusActive,
  antivirusDefinitionsFresh,
  auditLogEnabled,
  auditLogForwarded,
  auditLogHealthy,
  auditLogProtected,
  auditLogRetained,
  backupProtected,
  backupRecent,
  diskEncrypted,
  fileIntegrityMonitored,
  intrusionDetectionActive,
  logTimestampsPrecise,
  monitoringAgentActive,
  osPatched,
  osSupported,
  privilegedOperationsLogged,
  restoreTested,
  screenLockEnforced,
  timeSynchronized,
  tlsEndpointsStrong,
  usbStorageRestricted,
];
