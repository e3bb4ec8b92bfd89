import { Secret, TOTP } from 'otpauth';

const periodSeconds = 30;

function totpOf(secret: string, accountName: string): TOTP {
  return new TOTP({
    issuer: 'Tenken',
    label: accountName,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: Secret.fromBase32(secret),
  });
}

/** 160 random bits, Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an authenticator application reads, as an address. */
export function totpAddress(secret: string, accountName: string): string {
  return totpOf(secret, accountName).toString();
}

/** @returns the 30-second step that the code belongs to, this one or one beside it, or null when it is wrong */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / (periodSeconds * 1000)) + delta;
}
