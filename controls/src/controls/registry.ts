import type { AnyControl } from './define.ts';
import { accountLockoutEnabled } from './account-lockout-enabled/index.ts';
import { accountsHavePasswords } from './accounts-have-passwords/index.ts';
import { accountsKnown } from './accounts-known/index.ts';
import { administratorsLimited } from './administrators-limited/index.ts';
import { antivirusActive } from './antivirus-active/index.ts';
import { antivirusDefinitionsFresh } from './antivirus-definitions-fresh/index.ts';
import { antivirusDefinitionsUpdatedAutomatically } from './antivirus-definitions-updated-automatically/index.ts';
import { antivirusRemovableMediaScanned } from './antivirus-removable-media-scanned/index.ts';
import { antivirusScanRecent } from './antivirus-scan-recent/index.ts';
import { applicationAllowlistingOn } from './application-allowlisting-on/index.ts';
import { applicationsSupported } from './applications-supported/index.ts';
import { attackDetectionActive } from './attack-detection-active/index.ts';
import { auditLogEnabled } from './audit-log-enabled/index.ts';
import { auditLogForwarded } from './audit-log-forwarded/index.ts';
import { auditLogHealthy } from './audit-log-healthy/index.ts';
import { auditLogProtected } from './audit-log-protected/index.ts';
import { auditLogRetained } from './audit-log-retained/index.ts';
import { automaticLogonOff } from './automatic-logon-off/index.ts';
import { automaticUpdatesOn } from './automatic-updates-on/index.ts';
import { backupProtected } from './backup-protected/index.ts';
import { backupRecent } from './backup-recent/index.ts';
import { browserHardened } from './browser-hardened/index.ts';
import { configurationBaselineKept } from './configuration-baseline-kept/index.ts';
import { credentialsProtected } from './credentials-protected/index.ts';
import { dataLossPreventionActive } from './data-loss-prevention-active/index.ts';
import { databaseAccessAuthenticated } from './database-access-authenticated/index.ts';
import { databaseConnectionsEncrypted } from './database-connections-encrypted/index.ts';
import { databaseConnectionsLogged } from './database-connections-logged/index.ts';
import { databaseStorageEncrypted } from './database-storage-encrypted/index.ts';
import { denialOfServiceHardened } from './denial-of-service-hardened/index.ts';
import { deviceManaged } from './device-managed/index.ts';
import { diskEncrypted } from './disk-encrypted/index.ts';
import { disksHealthy } from './disks-healthy/index.ts';
import { dnsRecursionRestricted } from './dns-recursion-restricted/index.ts';
import { dnsServersApproved } from './dns-servers-approved/index.ts';
import { dnsZoneTransfersRestricted } from './dns-zone-transfers-restricted/index.ts';
import { elevationAuthenticated } from './elevation-authenticated/index.ts';
import { endpointDetectionActive } from './endpoint-detection-active/index.ts';
import { exploitProtection } from './exploit-protection/index.ts';
import { fileIntegrityMonitored } from './file-integrity-monitored/index.ts';
import { fileShareProtocolStrong } from './file-share-protocol-strong/index.ts';
import { fileSharesRestricted } from './file-shares-restricted/index.ts';
import { guestAccountDisabled } from './guest-account-disabled/index.ts';
import { hardwareInLedger } from './hardware-in-ledger/index.ts';
import { hostFirewallActive } from './host-firewall-active/index.ts';
import { inactiveAccountsDisabled } from './inactive-accounts-disabled/index.ts';
import { insecureServicesOff } from './insecure-services-off/index.ts';
import { internetRouteAbsent } from './internet-route-absent/index.ts';
import { intrusionDetectionActive } from './intrusion-detection-active/index.ts';
import { ipv6Restricted } from './ipv6-restricted/index.ts';
import { isolatedStorageEncrypted } from './isolated-storage-encrypted/index.ts';
import { knownVulnerabilities } from './known-vulnerabilities/index.ts';
import { linkRedundancyActive } from './link-redundancy-active/index.ts';
import { listeningServicesApproved } from './listening-services-approved/index.ts';
import { logTimestampsPrecise } from './log-timestamps-precise/index.ts';
import { loginMultiFactor } from './login-multi-factor/index.ts';
import { logsWatched } from './logs-watched/index.ts';
import { mailAuthenticationRequired } from './mail-authentication-required/index.ts';
import { mailRelayRestricted } from './mail-relay-restricted/index.ts';
import { mailTransportEncrypted } from './mail-transport-encrypted/index.ts';
import { mandatoryAccessControlOn } from './mandatory-access-control-on/index.ts';
import { monitoringAgentActive } from './monitoring-agent-active/index.ts';
import { networkDeviceLogsForwarded } from './network-device-logs-forwarded/index.ts';
import { networkDeviceManagedSecurely } from './network-device-managed-securely/index.ts';
import { networkDevicePasswordsProtected } from './network-device-passwords-protected/index.ts';
import { networkDeviceSoftwareApproved } from './network-device-software-approved/index.ts';
import { networkDeviceTimeSynchronized } from './network-device-time-synchronized/index.ts';
import { networkDeviceTrafficRestricted } from './network-device-traffic-restricted/index.ts';
import { networkNeighboursKnown } from './network-neighbours-known/index.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { outboundProxyApproved } from './outbound-proxy-approved/index.ts';
import { passwordPolicyStrong } from './password-policy-strong/index.ts';
import { portableStorageEncrypted } from './portable-storage-encrypted/index.ts';
import { printingRestricted } from './printing-restricted/index.ts';
import { privateKeysProtected } from './private-keys-protected/index.ts';
import { privilegedOperationsLogged } from './privileged-operations-logged/index.ts';
import { remoteAccessMultiFactor } from './remote-access-multi-factor/index.ts';
import { remoteDesktopHardened } from './remote-desktop-hardened/index.ts';
import { removableMediaEncrypted } from './removable-media-encrypted/index.ts';
import { restoreTested } from './restore-tested/index.ts';
import { screenLockEnforced } from './screen-lock-enforced/index.ts';
import { secureBoot } from './secure-boot/index.ts';
import { serverBackupRecent } from './server-backup-recent/index.ts';
import { serverMonitored } from './server-monitored/index.ts';
import { softwareApproved } from './software-approved/index.ts';
import { softwareForbiddenAbsent } from './software-forbidden-absent/index.ts';
import { softwareListReviewed } from './software-list-reviewed/index.ts';
import { sshAlgorithmsStrong } from './ssh-algorithms-strong/index.ts';
import { sshServerHardened } from './ssh-server-hardened/index.ts';
import { sshTargetsStrong } from './ssh-targets-strong/index.ts';
import { storageRedundant } from './storage-redundant/index.ts';
import { systemFilesProtected } from './system-files-protected/index.ts';
import { timeSourceApproved } from './time-source-approved/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';
import { tlsTargetsStrong } from './tls-targets-strong/index.ts';
import { unnecessaryServicesOff } from './unnecessary-services-off/index.ts';
import { upsWorking } from './ups-working/index.ts';
import { usbStorageRestricted } from './usb-storage-restricted/index.ts';
import { webServerHardened } from './web-server-hardened/index.ts';
import { winrmHardened } from './winrm-hardened/index.ts';
import { wirelessEncrypted } from './wireless-encrypted/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [
  accountLockoutEnabled,
  accountsHavePasswords,
  accountsKnown,
  administratorsLimited,
  antivirusActive,
  antivirusDefinitionsFresh,
  antivirusDefinitionsUpdatedAutomatically,
  antivirusRemovableMediaScanned,
  antivirusScanRecent,
  applicationAllowlistingOn,
  applicationsSupported,
  attackDetectionActive,
  auditLogEnabled,
  auditLogForwarded,
  auditLogHealthy,
  auditLogProtected,
  auditLogRetained,
  automaticLogonOff,
  automaticUpdatesOn,
  backupProtected,
  backupRecent,
  browserHardened,
  configurationBaselineKept,
  credentialsProtected,
  dataLossPreventionActive,
  databaseAccessAuthenticated,
  databaseConnectionsEncrypted,
  databaseConnectionsLogged,
  databaseStorageEncrypted,
  denialOfServiceHardened,
  deviceManaged,
  diskEncrypted,
  disksHealthy,
  dnsRecursionRestricted,
  dnsServersApproved,
  dnsZoneTransfersRestricted,
  elevationAuthenticated,
  endpointDetectionActive,
  exploitProtection,
  fileIntegrityMonitored,
  fileShareProtocolStrong,
  fileSharesRestricted,
  guestAccountDisabled,
  hardwareInLedger,
  hostFirewallActive,
  inactiveAccountsDisabled,
  insecureServicesOff,
  internetRouteAbsent,
  intrusionDetectionActive,
  ipv6Restricted,
  isolatedStorageEncrypted,
  knownVulnerabilities,
  linkRedundancyActive,
  listeningServicesApproved,
  logTimestampsPrecise,
  loginMultiFactor,
  logsWatched,
  mailAuthenticationRequired,
  mailRelayRestricted,
  mailTransportEncrypted,
  mandatoryAccessControlOn,
  monitoringAgentActive,
  networkDeviceLogsForwarded,
  networkDeviceManagedSecurely,
  networkDevicePasswordsProtected,
  networkDeviceSoftwareApproved,
  networkDeviceTimeSynchronized,
  networkDeviceTrafficRestricted,
  networkNeighboursKnown,
  osPatched,
  osSupported,
  outboundProxyApproved,
  passwordPolicyStrong,
  portableStorageEncrypted,
  printingRestricted,
  privateKeysProtected,
  privilegedOperationsLogged,
  remoteAccessMultiFactor,
  remoteDesktopHardened,
  removableMediaEncrypted,
  restoreTested,
  screenLockEnforced,
  secureBoot,
  serverBackupRecent,
  serverMonitored,
  softwareApproved,
  softwareForbiddenAbsent,
  softwareListReviewed,
  sshAlgorithmsStrong,
  sshServerHardened,
  sshTargetsStrong,
  storageRedundant,
  systemFilesProtected,
  timeSourceApproved,
  timeSynchronized,
  tlsEndpointsStrong,
  tlsTargetsStrong,
  unnecessaryServicesOff,
  upsWorking,
  usbStorageRestricted,
  webServerHardened,
  winrmHardened,
  wirelessEncrypted,
];
