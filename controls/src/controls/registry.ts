import type { AnyControl } from './define.ts';
import { antivirusActive } from './antivirus-active/index.ts';
import { antivirusDefinitionsFresh } from './antivirus-definitions-fresh/index.ts';
import { antivirusDefinitionsUpdatedAutomatically } from './antivirus-definitions-updated-automatically/index.ts';
import { antivirusRemovableMediaScanned } from './antivirus-removable-media-scanned/index.ts';
import { antivirusScanRecent } from './antivirus-scan-recent/index.ts';
import { applicationAllowlistingOn } from './application-allowlisting-on/index.ts';
import { applicationsSupported } from './applications-supported/index.ts';
import { automaticUpdatesOn } from './automatic-updates-on/index.ts';
import { browserHardened } from './browser-hardened/index.ts';
import { dataLossPreventionActive } from './data-loss-prevention-active/index.ts';
import { deviceManaged } from './device-managed/index.ts';
import { diskEncrypted } from './disk-encrypted/index.ts';
import { endpointDetectionActive } from './endpoint-detection-active/index.ts';
import { mandatoryAccessControlOn } from './mandatory-access-control-on/index.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { printingRestricted } from './printing-restricted/index.ts';
import { screenLockEnforced } from './screen-lock-enforced/index.ts';
import { softwareApproved } from './software-approved/index.ts';
import { softwareForbiddenAbsent } from './software-forbidden-absent/index.ts';
import { softwareListReviewed } from './software-list-reviewed/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';
import { usbStorageRestricted } from './usb-storage-restricted/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [
  antivirusActive,
  antivirusDefinitionsFresh,
  antivirusDefinitionsUpdatedAutomatically,
  antivirusRemovableMediaScanned,
  antivirusScanRecent,
  applicationAllowlistingOn,
  applicationsSupported,
  automaticUpdatesOn,
  browserHardened,
  dataLossPreventionActive,
  deviceManaged,
  diskEncrypted,
  endpointDetectionActive,
  mandatoryAccessControlOn,
  osPatched,
  osSupported,
  printingRestricted,
  screenLockEnforced,
  softwareApproved,
  softwareForbiddenAbsent,
  softwareListReviewed,
  timeSynchronized,
  tlsEndpointsStrong,
  usbStorageRestricted,
];
