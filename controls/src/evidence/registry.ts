import type { AnyEvidenceKind } from './define.ts';
import { antivirus } from './antivirus/index.ts';
import { applicationControl } from './application-control/index.ts';
import { automaticUpdates } from './automatic-updates/index.ts';
import { browserSettings } from './browser-settings/index.ts';
import { diskEncryption } from './disk-encryption/index.ts';
import { osRelease } from './os-release/index.ts';
import { osUpdates } from './os-updates/index.ts';
import { printing } from './printing/index.ts';
import { screenLock } from './screen-lock/index.ts';
import { securityAgents } from './security-agents/index.ts';
import { software } from './software/index.ts';
import { timeSync } from './time-sync/index.ts';
import { tlsEndpoints } from './tls-endpoints/index.ts';
import { usbStorage } from './usb-storage/index.ts';

/** Every evidence kind, by id. A test holds it against the folders beside this file. */
export const evidenceKinds: readonly AnyEvidenceKind[] = [
  antivirus,
  applicationControl,
  automaticUpdates,
  browserSettings,
  diskEncryption,
  osRelease,
  osUpdates,
  printing,
  screenLock,
  securityAgents,
  software,
  timeSync,
  tlsEndpoints,
  usbStorage,
];
