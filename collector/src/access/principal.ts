import { permissionNames, permissions, roleMay } from './permissions.ts';
import type { Permission, Role } from './permissions.ts';

/** Who asks: a person who signed in, or a script with a token. */
export type Principal =
  | {
      kind: 'person';
      accountId: string;
      name: string;
      displayName: string;
      role: Role;
      secondFactor: boolean;
      singleSignOn: boolean;
      csrfToken: string;
      sessionHash: string;
    }
  | { kind: 'script'; label: string; role: Role; scope: readonly Permission[] | null };

export type Person = Extract<Principal, { kind: 'person' }>;

export function may(principal: Principal, permission: Permission): boolean {
  if (!roleMay(principal.role, permission)) return false;
  if (principal.kind === 'person') return true;
  if (permissions[permission].peopleOnly) return false;
  return principal.scope === null || principal.scope.includes(permission);
}

export function permissionsOf(principal: Principal): Permission[] {
  return permissionNames.filter((permission) => may(principal, permission));
}

/** As the audit log names it. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'person' ? `account:${principal.name}` : `api-token:${principal.label}`;
}
