import { isProbeError } from '@tenken/shared';
import { parseRegistryQuery } from '../../../agent/src/hosts/registry-query.ts';
import { parseBduitool } from '../../../controls/src/evidence/antivirus/bitdefender.ts';
import { isUnusedSample, parseClamavConfig } from '../../../controls/src/evidence/antivirus/clamav-config.ts';
import { parseClamavVersion } from '../../../controls/src/evidence/antivirus/clamav-version.ts';
import { parseFalconctl } from '../../../controls/src/evidence/antivirus/crowdstrike.ts';
import { parseCvdHeader } from '../../../controls/src/evidence/antivirus/cvd.ts';
import { parseComponentInfo, parseDsaQuery } from '../../../controls/src/evidence/antivirus/deep-security.ts';
import { parseEsetModules, parseEsetScannerVersion } from '../../../controls/src/evidence/antivirus/eset.ts';
import { parseMdatpHealth } from '../../../controls/src/evidence/antivirus/mdatp.ts';
import { parseAgentState, parseMacStatus } from '../../../controls/src/evidence/antivirus/sentinelone.ts';
import { parseXProtectStatus } from '../../../controls/src/evidence/antivirus/xprotect.ts';
import {
  parseDiskInfo,
  parseFileVault,
  parseMounts,
} from '../../../controls/src/evidence/disk-encryption/macos.ts';
import { parseMountinfo, parseSwaps } from '../../../controls/src/evidence/disk-encryption/mountinfo.ts';
import { parsePoolDevices } from '../../../controls/src/evidence/disk-encryption/pools.ts';
import { parseSwVers } from '../../../controls/src/evidence/os-release/macos.ts';
import { parseOsRelease } from '../../../controls/src/evidence/os-release/parse-os-release.ts';
import {
  parseMadison,
  parsePolicy,
  parseSimulation,
} from '../../../controls/src/evidence/os-updates/apt-parse.ts';
import { compareDebVersions } from '../../../controls/src/evidence/os-updates/deb-version.ts';
import {
  parseAdvisoryJson,
  parseAdvisoryLines,
  parseInstalled,
  parseUpgrades,
} from '../../../controls/src/evidence/os-updates/dnf-parse.ts';
import {
  compareDebKernels,
  compareRpmKernels,
  parseDebKernels,
  parseRpmKernels,
} from '../../../controls/src/evidence/os-updates/kernel.ts';
import { parseRecommended, parseScanDate } from '../../../controls/src/evidence/os-updates/macos.ts';
import { parseReleaseFile } from '../../../controls/src/evidence/os-updates/release-file.ts';
import { parseRepomd } from '../../../controls/src/evidence/os-updates/repomd.ts';
import { compareRpmVersions } from '../../../controls/src/evidence/os-updates/rpm-version.ts';
import { parseZypper } from '../../../controls/src/evidence/os-updates/zypper-parse.ts';
import { parseAnswer } from '../../../controls/src/evidence/powershell.ts';
import { chosenDesktop, desktopOf } from '../../../controls/src/evidence/screen-lock/desktops.ts';
import { parseGnome } from '../../../controls/src/evidence/screen-lock/gsettings.ts';
import { parseKscreenlockerrc } from '../../../controls/src/evidence/screen-lock/kscreenlockerrc.ts';
import { parsePasswd } from '../../../controls/src/evidence/screen-lock/passwd.ts';
import {
  parseScreenLockStatus,
  parseSeconds,
} from '../../../controls/src/evidence/screen-lock/screen-lock-status.ts';
import { parseTmout } from '../../../controls/src/evidence/screen-lock/tmout.ts';
import { parseSources, parseTracking } from '../../../controls/src/evidence/time-sync/chrony.ts';
import { parsePeers, parseVariables } from '../../../controls/src/evidence/time-sync/ntpq.ts';
import { parsePs } from '../../../controls/src/evidence/time-sync/processes.ts';
import { parseTimeStatus } from '../../../controls/src/evidence/time-sync/ptp.ts';
import {
  parseKernelSynchronized,
  parseShowTimesync,
} from '../../../controls/src/evidence/time-sync/timesyncd.ts';
import { parseNtpServer, parseW32tm } from '../../../controls/src/evidence/time-sync/w32tm.ts';
import { parseLsof } from '../../../controls/src/evidence/tls-endpoints/lsof.ts';
import { parseProcNet } from '../../../controls/src/evidence/tls-endpoints/proc-net.ts';
import { parseSs } from '../../../controls/src/evidence/tls-endpoints/ss.ts';
import { parseBlacklist, parseShowDepends } from '../../../controls/src/evidence/usb-storage/modprobe.ts';
import { parseMountControls } from '../../../controls/src/evidence/usb-storage/mount-controls.ts';
import {
  parseUsbguardConfig,
  parseUsbguardRules,
} from '../../../controls/src/evidence/usb-storage/usbguard-rules.ts';
import { serverParsers } from './server-parsers.ts';
import { settingsParsers } from './settings-parsers.ts';

type TextParser = (text: string) => unknown;

/** A comparison must not contradict itself, whatever the versions are. */
function antisymmetric(compare: (a: string, b: string) => number): TextParser {
  return (text) => {
    const [a = '', b = ''] = text.split('\n', 2);
    if (Math.sign(compare(a, b)) + Math.sign(compare(b, a)) !== 0) {
      throw new Error('a is before b and b is before a');
    }
    if (compare(a, a) !== 0) throw new Error('a is not equal to itself');
  };
}

/** Every function that reads what a program printed or a file holds, as text to whatever it makes of it. */
export const textParsers: Readonly<Record<string, TextParser>> = {
  ...serverParsers,
  ...settingsParsers,
  'antivirus-bitdefender': parseBduitool,
  'antivirus-clamav-config': (text) => [parseClamavConfig(text), isUnusedSample(text)],
  'antivirus-clamav-version': parseClamavVersion,
  'antivirus-crowdstrike': parseFalconctl,
  'antivirus-cvd': (text) => parseCvdHeader(text),
  'antivirus-cvd-padded': (text) => parseCvdHeader(text.padEnd(512)),
  'antivirus-deep-security': parseComponentInfo,
  'antivirus-dsa-query': parseDsaQuery,
  'antivirus-eset-modules': parseEsetModules,
  'antivirus-eset-version': parseEsetScannerVersion,
  'antivirus-mdatp': parseMdatpHealth,
  'antivirus-sentinelone': parseAgentState,
  'antivirus-sentinelone-mac': parseMacStatus,
  'antivirus-xprotect': parseXProtectStatus,
  'disk-diskutil': parseDiskInfo,
  'disk-filevault': parseFileVault,
  'disk-mac-mounts': parseMounts,
  'disk-mountinfo': parseMountinfo,
  'disk-swaps': parseSwaps,
  'disk-zpool': parsePoolDevices,
  'os-release': parseOsRelease,
  'os-sw-vers': parseSwVers,
  'updates-apt-simulation': parseSimulation,
  'updates-apt-policy': parsePolicy,
  'updates-apt-madison': parseMadison,
  'updates-deb-version': antisymmetric(compareDebVersions),
  'updates-rpm-version': antisymmetric(compareRpmVersions),
  'updates-dnf-lines': parseAdvisoryLines,
  'updates-dnf-json': parseAdvisoryJson,
  'updates-dnf-installed': parseInstalled,
  'updates-dnf-upgrades': parseUpgrades,
  'updates-deb-kernels': (text) =>
    compareDebKernels('6.12.48+deb13-amd64', '6.12.48-1', parseDebKernels(text)),
  'updates-rpm-kernels': (text) => compareRpmKernels('5.14.0-570.el9.x86_64', parseRpmKernels(text)),
  'updates-mac-date': parseScanDate,
  'updates-mac-recommended': (text) => parseRecommended(text, '15.1'),
  'updates-release-file': parseReleaseFile,
  'updates-repomd': parseRepomd,
  'updates-zypper': (text) => [parseZypper(text, 'update'), parseZypper(text, 'repo')],
  'powershell-answer': (text) => parseAnswer('fuzz', { exitCode: 0, stdout: text, stderr: '' }),
  'windows-registry': (text) => parseRegistryQuery('HKLM\\SOFTWARE\\Microsoft', text),
  'lock-desktop': (text) => [desktopOf(text), chosenDesktop(text)],
  'lock-gnome': parseGnome,
  'lock-kde': parseKscreenlockerrc,
  'lock-passwd': parsePasswd,
  'lock-mac-status': parseScreenLockStatus,
  'lock-mac-seconds': parseSeconds,
  'lock-tmout': (text) => parseTmout('/etc/profile', text),
  'time-chrony-tracking': parseTracking,
  'time-chrony-sources': parseSources,
  'time-ntpq-variables': parseVariables,
  'time-ntpq-peers': parsePeers,
  'time-ps': parsePs,
  'time-ptp': parseTimeStatus,
  'time-kernel': parseKernelSynchronized,
  'time-timesyncd': parseShowTimesync,
  'time-w32tm': parseW32tm,
  'time-w32-servers': parseNtpServer,
  'tls-lsof': parseLsof,
  'tls-proc-net': parseProcNet,
  'tls-ss': parseSs,
  'usb-modprobe': parseShowDepends,
  'usb-blacklist': parseBlacklist,
  'usb-mount-controls': parseMountControls,
  'usb-usbguard-config': parseUsbguardConfig,
  'usb-usbguard-rules': parseUsbguardRules,
};

/** Whether a parser may end with this: a refusal in the words that every probe knows. */
export function isDeclared(error: unknown): boolean {
  return isProbeError(error);
}
