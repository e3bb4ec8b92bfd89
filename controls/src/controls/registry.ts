import type { AnyControl } from './define.ts';
import { antivirusActive } from './antivirus-active/index.ts';
import { antivirusDefinitionsFresh } from './antivirus-definitions-fresh/index.ts';
import { diskEncrypted } from './disk-encrypted/index.ts';
import { hostFirewallActive } from './host-firewall-active/index.ts';
import { insecureServicesOff } from './insecure-services-off/index.ts';
import { listeningServicesApproved } from './listening-services-approved/index.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { screenLockEnforced } from './screen-lock-enforced/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';
import { unnecessaryServicesOff } from './unnecessary-services-off/index.ts';
import { usbStorageRestricted } from './usb-storage-restricted/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [
  antivirusActive,
  antivirusDefinitionsFresh,
  diskEncrypted,
  hostFirewallActive,
  insecureServicesOff,
  listeningServicesApproved,
  osPatched,
  osSupported,
  screenLockEnforced,
  timeSynchronized,
  tlsEndpointsStrong,
  unnecessaryServicesOff,
  usbStorageRestricted,
];
