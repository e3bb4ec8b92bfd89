import { own } from '@tenken/shared';
import type { PamModule } from './parse.ts';

/** What a module asks for besides a password that is typed in. */
export type PamFactor = {
  kind: 'smart-card' | 'security-key' | 'one-time-password' | 'biometric' | 'push' | 'device';
  /** Somebody who has not set it up gets past it. */
  skipsUnenrolled: boolean;
};

type Known = { kind: PamFactor['kind']; skip?: RegExp };

const known: Record<string, Known> = {
  pam_u2f: { kind: 'security-key', skip: /^nouserok$/ },
  pam_yubico: { kind: 'security-key', skip: /^nullok$/ },
  pam_google_authenticator: { kind: 'one-time-password', skip: /^nullok$/ },
  pam_oath: { kind: 'one-time-password' },
  pam_otpw: { kind: 'one-time-password' },
  pam_opie: { kind: 'one-time-password' },
  pam_securid: { kind: 'one-time-password' },
  pam_linotp: { kind: 'one-time-password' },
  pam_duo: { kind: 'push' },
  pam_pkcs11: { kind: 'smart-card' },
  pam_p11: { kind: 'smart-card' },
  pam_poldi: { kind: 'smart-card' },
  pam_smartcard: { kind: 'smart-card' },
  pam_fprintd: { kind: 'biometric' },
  pam_howdy: { kind: 'biometric' },
  pam_biometric: { kind: 'biometric' },
  pam_tid: { kind: 'biometric' },
  pam_usb: { kind: 'device' },
  pam_ssh_agent_auth: { kind: 'device' },
};

/** Null for modules that ask for a password, or for nothing. */
export function factorOf({ module, args }: PamModule): PamFactor | null {
  // sssd takes a certificate from a card where it is told that nothing else will do.
  if (module === 'pam_sss' && args.includes('require_cert_auth')) {
    return { kind: 'smart-card', skipsUnenrolled: false };
  }
  const found = own(known, module);
  if (!found) return null;
  return { kind: found.kind, skipsUnenrolled: args.some((arg) => found.skip?.test(arg) ?? false) };
}
