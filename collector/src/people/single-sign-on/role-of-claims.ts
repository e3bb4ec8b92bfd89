import { own } from '@tenken/shared';
import type { Role } from '../../access/permissions.ts';
import type { RoleRule } from './settings.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The role that the first fitting rule gives; null for nobody whom a rule knows. There is no role for the rest. */
export function roleOfClaims(claims: Claims, claim: string, rules: readonly RoleRule[]): Role | null {
  const values = valuesOf(claimIn(claims, claim));
  return rules.find(({ value }) => values.includes(value))?.role ?? null;
}

/**
 * A claim by its name, or with dots the way to it: Keycloak has `realm_access.roles`.
 *
 * @returns undefined when the claims do not have it
 */
export function claimIn(claims: Claims, claim: string): unknown {
  const whole = own(claims, claim);
  if (whole !== undefined) return whole;
  let found: unknown = claims;
  for (const part of claim.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = own(found as Claims, part);
  }
  return found;
}

/** Text is compared as a whole: `not-admin admin` is no list. */
function valuesOf(claim: unknown): string[] {
  return [claim].flat().filter((value): value is string => typeof value === 'string');
}
