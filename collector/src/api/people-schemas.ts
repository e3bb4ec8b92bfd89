import * as z from 'zod';
import { permissionNames, roles } from '../access/permissions.ts';
import { longestPassword } from '../access/passwords.ts';
import { Installation } from '../installation.ts';

/** What is typed at sign-in: case does not count. */
export const AccountName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'Use letters, digits, dot, dash and underscore');
export const DisplayName = z.string().trim().min(1).max(100);
export const Password = z.string().min(1).max(longestPassword);
export const Code = z.string().regex(/^\d{6}$/);
export const RoleName = z.enum(roles);
export const PermissionName = z.enum(permissionNames);
export const TokenId = z.string().regex(/^[0-9a-f]{64}$/);
export const Label = z.string().trim().min(1).max(100);

export const Session = z
  .object({
    account: z.object({
      id: z.string(),
      name: z.string(),
      displayName: z.string(),
      role: RoleName,
      secondFactor: z.boolean(),
      singleSignOn: z.boolean(),
    }),
    permissions: z.array(PermissionName),
    /** For the header x-tenken-csrf of everything that changes something. */
    csrfToken: z.string(),
    /** Where a browser goes after signing out here, to end the session at the OpenID provider too. */
    singleSignOut: z.string().nullable(),
    /** Says how commands that the page shows are typed. */
    installation: Installation,
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const AccountView = z
  .object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    role: RoleName,
    secondFactor: z.boolean(),
    /** Signs in at the OpenID provider: its role comes from there. */
    singleSignOn: z.boolean(),
    createdAt: z.string(),
    passwordChangedAt: z.string(),
    disabledAt: z.string().nullable(),
  })
  .meta({ id: 'Account' });
export type AccountView = z.infer<typeof AccountView>;

export const ApiTokenView = z
  .object({
    id: TokenId,
    label: z.string(),
    role: RoleName,
    scope: z.array(PermissionName).nullable(),
    createdBy: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiTokenView = z.infer<typeof ApiTokenView>;

export const EnrolmentTokenView = z
  .object({
    id: TokenId,
    label: z.string(),
    hostPattern: z.string().nullable(),
    createdAt: z.string(),
    expiresAt: z.string(),
    uses: z.int(),
    usesLeft: z.int(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'EnrolmentToken' });
export type EnrolmentTokenView = z.infer<typeof EnrolmentTokenView>;

export const AuditEntryView = z
  .object({
    sequence: z.int(),
    at: z.string(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof AuditEntryView>;
