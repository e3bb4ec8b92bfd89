import { logOf, scanCommands } from '../../../controls/src/evidence/antivirus/clamav-scans.ts';
import { parseProfiles } from '../../../controls/src/evidence/application-control/apparmor.ts';
import {
  countRules,
  hasDenyRule,
  isPermissive,
} from '../../../controls/src/evidence/application-control/fapolicyd.ts';
import {
  parseAssessments,
  parseIntegrityProtection,
  parseSanta,
} from '../../../controls/src/evidence/application-control/macos-status.ts';
import {
  kernelSwitch,
  parseEnforce,
  parseSelinuxConfig,
} from '../../../controls/src/evidence/application-control/selinux.ts';
import { parseAuditRules } from '../../../controls/src/evidence/audit-log/audit-rules.ts';
import { instantOfLine, timestampsOf } from '../../../controls/src/evidence/audit-log/auth-file.ts';
import { instantInName, parseJournalHeader } from '../../../controls/src/evidence/audit-log/journal.ts';
import {
  firstAuditInstant,
  parseAuditConfig,
  parseAuditStatus,
} from '../../../controls/src/evidence/audit-log/linux-audit.ts';
import { parseLogrotate } from '../../../controls/src/evidence/audit-log/logrotate.ts';
import { instantOfTrail, parseAuditControl } from '../../../controls/src/evidence/audit-log/openbsm.ts';
import { channelAccess, fileAccess } from '../../../controls/src/evidence/audit-log/sddl.ts';
import { parseAuditPolicy } from '../../../controls/src/evidence/audit-log/windows-audit-policy.ts';
import { parseAptConfig } from '../../../controls/src/evidence/automatic-updates/apt-config.ts';
import { parseIni } from '../../../controls/src/evidence/automatic-updates/ini.ts';
import { parseRefreshTime } from '../../../controls/src/evidence/automatic-updates/snap.ts';
import { parseTimeMachine } from '../../../controls/src/evidence/backup/macos.ts';
import { parseMarker } from '../../../controls/src/evidence/backup/marker.ts';
import { parseEnds, toolOf } from '../../../controls/src/evidence/backup/systemd-jobs.ts';
import { instantOfSignature, parseRsnapshot } from '../../../controls/src/evidence/backup/tool-traces.ts';
import { parsePolicyJson } from '../../../controls/src/evidence/browser-settings/policies.ts';
import { isDatabase, parseAideConfig, resultOf } from '../../../controls/src/evidence/file-integrity/aide.ts';
import { isSyscheckOn } from '../../../controls/src/evidence/file-integrity/wazuh.ts';
import { parseExports } from '../../../controls/src/evidence/file-shares/exports.ts';
import { openBySddl } from '../../../controls/src/evidence/file-shares/sddl.ts';
import {
  parseMacExports,
  parseSharePoints,
} from '../../../controls/src/evidence/file-shares/share-points.ts';
import { parseTestparm, parseUsershare } from '../../../controls/src/evidence/file-shares/testparm.ts';
import { parseIptablesSave } from '../../../controls/src/evidence/host-firewall/iptables-save.ts';
import { parseGlobalState } from '../../../controls/src/evidence/host-firewall/macos.ts';
import { parseNft } from '../../../controls/src/evidence/host-firewall/nft-json.ts';
import { openRuleOf } from '../../../controls/src/evidence/host-firewall/windows-rules.ts';
import { parseLaunchctlList } from '../../../controls/src/evidence/launchd.ts';
import { parseLsofSockets } from '../../../controls/src/evidence/listening-services/lsof.ts';
import { parseSsOwners } from '../../../controls/src/evidence/listening-services/ss-owners.ts';
import {
  hasShell,
  includesNis,
  parseGroups,
  parsePasswd as parseAccounts,
  parseShadow,
  passwordOf,
} from '../../../controls/src/evidence/local-accounts/account-files.ts';
import { gettyUser } from '../../../controls/src/evidence/local-accounts/automatic-logon.ts';
import { parseNsswitch } from '../../../controls/src/evidence/local-accounts/directories.ts';
import {
  greetdUser,
  parseIni as parseDisplayManager,
  parseLines as parseLy,
  parseToml as parseGreetd,
  parseWords as parseSlim,
  programOf,
} from '../../../controls/src/evidence/local-accounts/display-managers.ts';
import { parseLastlog2 } from '../../../controls/src/evidence/local-accounts/login-records.ts';
import { parseUsers } from '../../../controls/src/evidence/local-accounts/macos.ts';
import { authorityOf, ridOf, sidOf } from '../../../controls/src/evidence/local-accounts/sid.ts';
import { includesOf, parseDoas } from '../../../controls/src/evidence/local-accounts/sudoers.ts';
import {
  parseBeats,
  parseFluentBit,
  parseFluentd,
  parseNxlog,
  parseOssecServers,
  parseOssecState,
  parseSplunkOutputs,
} from '../../../controls/src/evidence/log-forwarding/agent-config.ts';
import { parseConnections } from '../../../controls/src/evidence/log-forwarding/connections.ts';
import { destinationOf } from '../../../controls/src/evidence/log-forwarding/destination.ts';
import { includesOfRsyslog, parseRsyslog } from '../../../controls/src/evidence/log-forwarding/rsyslog.ts';
import {
  includesOfSyslogNg,
  parseSyslogNg,
} from '../../../controls/src/evidence/log-forwarding/syslog-ng.ts';
import {
  foreignMechanisms,
  parseDisabledServices,
} from '../../../controls/src/evidence/login-factors/macos.ts';
import { parseLinks, parseRoutes } from '../../../controls/src/evidence/network-configuration/ip-json.ts';
import {
  parseProxies,
  parseResolvConf,
} from '../../../controls/src/evidence/network-configuration/linux-files.ts';
import {
  parseIfconfig,
  parseNetstat,
  parseScutilDns,
  parseScutilProxy,
} from '../../../controls/src/evidence/network-configuration/macos-text.ts';
import {
  proxyAddress,
  scriptAddress,
} from '../../../controls/src/evidence/network-configuration/proxy-address.ts';
import { parseWinHttp } from '../../../controls/src/evidence/network-configuration/windows-settings.ts';
import { parseSysctl } from '../../../controls/src/evidence/network-hardening/macos.ts';
import { parseIpNeighbours } from '../../../controls/src/evidence/network-neighbours/linux.ts';
import { parseArp, parseNdp } from '../../../controls/src/evidence/network-neighbours/macos.ts';
import { hardwareAddress } from '../../../controls/src/evidence/network-neighbours/neighbours.ts';
import { hasOddLine, parsePamFile } from '../../../controls/src/evidence/pam/parse.ts';
import { parseAccountPolicies } from '../../../controls/src/evidence/password-policy/account-policies.ts';
import { parseSettings } from '../../../controls/src/evidence/password-policy/settings.ts';
import { parsePlist, parsePlistMembers } from '../../../controls/src/evidence/plist.ts';
import { countPrinters } from '../../../controls/src/evidence/printing/linux.ts';
import { commandLines } from '../../../controls/src/evidence/schedules.ts';
import { parseEnrolment } from '../../../controls/src/evidence/security-agents/macos.ts';
import { parseOverrides } from '../../../controls/src/evidence/services/macos.ts';
import { parseSystemctlShow } from '../../../controls/src/evidence/services/systemctl-show.ts';
import { parseApkInstalled } from '../../../controls/src/evidence/software/apk.ts';
import {
  nativeArchitecture,
  parseDpkgStatus,
  parseExtendedStates,
} from '../../../controls/src/evidence/software/dpkg.ts';
import { snapVersion } from '../../../controls/src/evidence/software/linux-bundles.ts';
import { parseRpmQuery } from '../../../controls/src/evidence/software/rpm.ts';
import { parseSshdLines } from '../../../controls/src/evidence/sshd-config.ts';
import { parseDays, parseSection, parseSize } from '../../../controls/src/evidence/systemd-config.ts';
import { parseAirPort } from '../../../controls/src/evidence/wireless/air-port.ts';
import { parseKeyfile } from '../../../controls/src/evidence/wireless/key-values.ts';
import {
  networkOfIwd,
  parseConnection,
  parseIfcfg,
  parseSupplicant,
} from '../../../controls/src/evidence/wireless/linux-profiles.ts';
import { networkHash } from '../../../controls/src/evidence/wireless/network-name.ts';
import { parseAccessPoints } from '../../../controls/src/evidence/wireless/nmcli.ts';
import { parseWlanProfile } from '../../../controls/src/evidence/wireless/wlan-profile.ts';

type TextParser = (text: string) => unknown;

const someDay = new Date('2026-11-21T00:00:00Z');

/** Of settings, accounts, logs, software and the network: what each reads from the text of a program or file. */
export const settingsParsers: Readonly<Record<string, TextParser>> = {
  plist: parsePlist,
  'plist-members': (text) => parsePlistMembers(Buffer.from(text)),
  'launchctl-list': parseLaunchctlList,
  'schedule-commands': commandLines,
  'sshd-lines': parseSshdLines,
  'systemd-section': (text) => parseSection(text, 'Timer'),
  'systemd-size': parseSize,
  'systemd-days': parseDays,
  'pam-file': (text) => [hasOddLine(text), parsePamFile(text)],
  'antivirus-scan-commands': (text) => scanCommands(text).map(logOf),
  'control-apparmor': parseProfiles,
  'control-fapolicyd': (text) => [isPermissive(text), countRules(text), hasDenyRule(text)],
  'control-mac-assessments': parseAssessments,
  'control-mac-integrity': parseIntegrityProtection,
  'control-santa-json': parseSanta,
  'control-selinux-enforce': parseEnforce,
  'control-selinux-config': parseSelinuxConfig,
  'control-kernel-switch': (text) => kernelSwitch(text, 'selinux'),
  'audit-rules': parseAuditRules,
  'audit-line': (text) => instantOfLine(text, someDay),
  'audit-timestamps': timestampsOf,
  'audit-journal-name': instantInName,
  'audit-journal-header': (text) => parseJournalHeader(Buffer.from(text.padEnd(300))),
  'audit-status': parseAuditStatus,
  'audit-config': parseAuditConfig,
  'audit-first-instant': firstAuditInstant,
  'audit-logrotate': (text) => parseLogrotate(text),
  'audit-openbsm': parseAuditControl,
  'audit-openbsm-trail': instantOfTrail,
  'audit-channel-access': (text) => channelAccess(text, true),
  'audit-file-access': (text) => fileAccess(text, false),
  'audit-windows-policy': parseAuditPolicy,
  'automatic-apt-config': parseAptConfig,
  'automatic-ini': parseIni,
  'automatic-snap': parseRefreshTime,
  'backup-time-machine': parseTimeMachine,
  'backup-marker-json': parseMarker,
  'backup-tool': toolOf,
  'backup-job-ends': (text) => parseEnds(text, 86_400, someDay),
  'backup-rsnapshot': parseRsnapshot,
  'backup-signature': instantOfSignature,
  'browser-policy-json': parsePolicyJson,
  'integrity-aide-config': parseAideConfig,
  'integrity-aide-result': resultOf,
  'integrity-wazuh': isSyscheckOn,
  'shares-exports': parseExports,
  'shares-sddl': openBySddl,
  'shares-mac-points': parseSharePoints,
  'shares-mac-exports': parseMacExports,
  'shares-testparm': parseTestparm,
  'shares-usershare': (text) => parseUsershare('share', text),
  'firewall-iptables': parseIptablesSave,
  'firewall-mac-state': parseGlobalState,
  'firewall-nft-json': parseNft,
  'firewall-windows-rule': (text) => openRuleOf(`v2.31|${text}`, 'domain'),
  'listening-lsof': parseLsofSockets,
  'listening-ss': parseSsOwners,
  'accounts-passwd': (text) => [parseAccounts(text), includesNis(text)],
  'accounts-shadow': parseShadow,
  'accounts-groups': parseGroups,
  'accounts-password-field': (text) => [passwordOf(text), hasShell(text)],
  'accounts-getty': gettyUser,
  'accounts-display-manager': parseDisplayManager,
  'accounts-display-manager-unit': programOf,
  'accounts-ly': parseLy,
  'accounts-greetd': (content) => greetdUser(parseGreetd(content)),
  'integrity-database': isDatabase,
  'accounts-slim': parseSlim,
  'accounts-nsswitch': (text) => parseNsswitch(text, 'passwd'),
  'accounts-lastlog2': parseLastlog2,
  'accounts-mac-users': parseUsers,
  'accounts-sid': (text) => [sidOf(text), ridOf(text), authorityOf(text)],
  'accounts-sudoers-includes': includesOf,
  'accounts-doas': (text) => parseDoas(text, '/etc/doas.conf'),
  'forwarding-beats': parseBeats,
  'forwarding-splunk': parseSplunkOutputs,
  'forwarding-fluent-bit': parseFluentBit,
  'forwarding-fluentd': parseFluentd,
  'forwarding-nxlog': parseNxlog,
  'forwarding-ossec': parseOssecServers,
  'forwarding-ossec-state': parseOssecState,
  'forwarding-connections': parseConnections,
  'forwarding-destination': (text) => destinationOf(text, 'udp'),
  'forwarding-rsyslog': (text) => [parseRsyslog(text), includesOfRsyslog(text)],
  'forwarding-syslog-ng': (text) => [parseSyslogNg(text), includesOfSyslogNg(text)],
  'factors-mac-mechanisms': foreignMechanisms,
  'factors-mac-disabled': parseDisabledServices,
  'network-links-json': parseLinks,
  'network-routes-json': (text) => parseRoutes(text, 'ipv6'),
  'network-resolv-conf': parseResolvConf,
  'network-proxies': (text) => parseProxies(text, '/etc/environment'),
  'network-ifconfig': parseIfconfig,
  'network-netstat': parseNetstat,
  'network-scutil-dns': parseScutilDns,
  'network-scutil-proxy': parseScutilProxy,
  'network-proxy-address': (text) => [proxyAddress(text), scriptAddress(text)],
  'network-winhttp': parseWinHttp,
  'hardening-sysctl': parseSysctl,
  'neighbours-ip-json': parseIpNeighbours,
  'neighbours-arp': parseArp,
  'neighbours-ndp': parseNdp,
  'neighbours-address': hardwareAddress,
  'password-mac-policies': parseAccountPolicies,
  'password-settings': parseSettings,
  'printing-printers': countPrinters,
  'agents-mac-enrolment': parseEnrolment,
  'services-mac-overrides': parseOverrides,
  'services-systemctl': parseSystemctlShow,
  'software-apk': parseApkInstalled,
  'software-dpkg': (text) => [parseDpkgStatus(text, null), nativeArchitecture(text)],
  'software-dpkg-states': (text) => parseExtendedStates(text, 'amd64'),
  'software-snap': snapVersion,
  'software-rpm': parseRpmQuery,
  'wireless-air-port-json': parseAirPort,
  'wireless-keyfile': parseKeyfile,
  'wireless-connection': parseConnection,
  'wireless-supplicant': parseSupplicant,
  'wireless-iwd': networkOfIwd,
  'wireless-ifcfg': parseIfcfg,
  'wireless-network-name': networkHash,
  'wireless-nmcli': parseAccessPoints,
  'wireless-profile': parseWlanProfile,
};
