import type { Platform } from '@tenken/shared';
import { isForMachine } from './define.ts';
import type { AnyEvidenceKind } from './define.ts';
import { antivirus } from './antivirus/index.ts';
import { applicationControl } from './application-control/index.ts';
import { auditLog } from './audit-log/index.ts';
import { automaticUpdates } from './automatic-updates/index.ts';
import { backup } from './backup/index.ts';
import { bootSecurity } from './boot-security/index.ts';
import { browserSettings } from './browser-settings/index.ts';
import { databaseServer } from './database-server/index.ts';
import { diskEncryption } from './disk-encryption/index.ts';
import { dnsServer } from './dns-server/index.ts';
import { eventMonitoring } from './event-monitoring/index.ts';
import { fileIntegrity } from './file-integrity/index.ts';
import { fileProtection } from './file-protection/index.ts';
import { fileShares } from './file-shares/index.ts';
import { hardwareHealth } from './hardware-health/index.ts';
import { hardwareInventory } from './hardware-inventory/index.ts';
import { hostFirewall } from './host-firewall/index.ts';
import { kernelHardening } from './kernel-hardening/index.ts';
import { listeningServices } from './listening-services/index.ts';
import { localAccounts } from './local-accounts/index.ts';
import { logForwarding } from './log-forwarding/index.ts';
import { loginFactors } from './login-factors/index.ts';
import { mailServer } from './mail-server/index.ts';
import { networkConfiguration } from './network-configuration/index.ts';
import { networkDevice } from './network-device/index.ts';
import { networkHardening } from './network-hardening/index.ts';
import { networkNeighbours } from './network-neighbours/index.ts';
import { osRelease } from './os-release/index.ts';
import { osUpdates } from './os-updates/index.ts';
import { passwordPolicy } from './password-policy/index.ts';
import { powerBackup } from './power-backup/index.ts';
import { printing } from './printing/index.ts';
import { remoteAccess } from './remote-access/index.ts';
import { screenLock } from './screen-lock/index.ts';
import { securityAgents } from './security-agents/index.ts';
import { services } from './services/index.ts';
import { software } from './software/index.ts';
import { sshEndpoints } from './ssh-endpoints/index.ts';
import { sshTargets } from './ssh-targets/index.ts';
import { timeSync } from './time-sync/index.ts';
import { tlsEndpoints } from './tls-endpoints/index.ts';
import { tlsTargets } from './tls-targets/index.ts';
import { usbStorage } from './usb-storage/index.ts';
import { webServer } from './web-server/index.ts';
import { wireless } from './wireless/index.ts';

/** Every evidence kind, by id. A test holds it against the folders beside this file. */
export const evidenceKinds: readonly AnyEvidenceKind[] = [
  antivirus,
  applicationControl,
  auditLog,
  automaticUpdates,
  backup,
  bootSecurity,
  browserSettings,
  databaseServer,
  diskEncryption,
  dnsServer,
  eventMonitoring,
  fileIntegrity,
  fileProtection,
  fileShares,
  hardwareHealth,
  hardwareInventory,
  hostFirewall,
  kernelHardening,
  listeningServices,
  localAccounts,
  logForwarding,
  loginFactors,
  mailServer,
  networkConfiguration,
  networkDevice,
  networkHardening,
  networkNeighbours,
  osRelease,
  osUpdates,
  passwordPolicy,
  powerBackup,
  printing,
  remoteAccess,
  screenLock,
  securityAgents,
  services,
  software,
  sshEndpoints,
  sshTargets,
  timeSync,
  tlsEndpoints,
  tlsTargets,
  usbStorage,
  webServer,
  wireless,
];

/** Kinds that are read from this class of machine: nobody asks a computer for the facts of a router. */
export function kindsFor(platform: Platform): AnyEvidenceKind[] {
  return evidenceKinds.filter((kind) => isForMachine(kind, platform));
}
