import type { AnyControl } from './define.ts';
import { accountLockoutEnabled } from './account-lockout-enabled/index.ts';
import { accountsHavePasswords } from './accounts-have-passwords/index.ts';
import { accountsKnown } from './accounts-known/index.ts';
import { administratorsLimited } from './administrators-limited/index.ts';
import { antivirusActive } from './antivirus-active/index.ts';
import { antivirusDefinitionsFresh } from './antivirus-definitions-fresh/index.ts';
import { automaticLogonOff } from './automatic-logon-off/index.ts';
import { diskEncrypted } from './disk-encrypted/index.ts';
import { elevationAuthenticated } from './elevation-authenticated/index.ts';
import { guestAccountDisabled } from './guest-account-disabled/index.ts';
import { inactiveAccountsDisabled } from './inactive-accounts-disabled/index.ts';
import { loginMultiFactor } from './login-multi-factor/index.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { passwordPolicyStrong } from './password-policy-strong/index.ts';
import { remoteAccessMultiFactor } from './remote-access-multi-factor/index.ts';
import { screenLockEnforced } from './screen-lock-enforced/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';
import { usbStorageRestricted } from './usb-storage-restricted/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [
  accountLockoutEnabled,
  accountsHavePasswords,
  accountsKnown,
  administratorsLimited,
  antivirusActive,
  antivirusDefinitionsFresh,
  automaticLogonOff,
  diskEncrypted,
  elevationAuthenticated,
  guestAccountDisabled,
  inactiveAccountsDisabled,
  loginMultiFactor,
  osPatched,
  osSupported,
  passwordPolicyStrong,
  remoteAccessMultiFactor,
  screenLockEnforced,
  timeSynchronized,
  tlsEndpointsStrong,
  usbStorageRestricted,
];
