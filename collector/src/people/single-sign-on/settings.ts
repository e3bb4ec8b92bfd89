import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import { roles } from '../../access/permissions.ts';
import type { Role } from '../../access/permissions.ts';
import { readSecret } from '../../configuration/secret-file.ts';

/** Which value of the role claim gives which role; the first one that fits counts. */
export type RoleRule = { role: Role; value: string };

export type SingleSignOnSettings = {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** The only authority that the provider's certificate may come from, PEM; null for those that the system trusts. */
  authority: string | null;
  scope: string;
  roleClaim: string;
  roleRules: readonly RoleRule[];
};

export type SingleSignOnOptions = {
  oidcIssuer?: string | undefined;
  oidcClientId?: string | undefined;
  oidcClientSecretFile?: string | undefined;
  oidcCa?: string | undefined;
  oidcScope: string;
  oidcRoleClaim: string;
  oidcRole?: readonly string[] | undefined;
};

/** @throws {TenkenError} `single-sign-on-unusable`, or `configuration-invalid` for the secret, naming the option */
export function readSingleSignOnSettings(options: SingleSignOnOptions): SingleSignOnSettings | undefined {
  const { oidcIssuer, oidcClientId, oidcClientSecretFile, oidcCa, oidcRole = [] } = options;
  if (oidcIssuer === undefined) {
    const lonely = oidcClientId ?? oidcClientSecretFile ?? oidcCa ?? oidcRole[0];
    if (lonely !== undefined) throw unusable('--oidc-issuer is missing; the other --oidc options need it');
    return undefined;
  }
  if (oidcClientId === undefined) throw unusable('--oidc-client-id is missing');
  if (oidcClientSecretFile === undefined) throw unusable('--oidc-client-secret-file is missing');
  if (oidcRole.length === 0) {
    throw unusable('--oidc-role is missing: nobody would have a role. Give for example auditor=kansa');
  }
  return {
    issuer: issuerOf(oidcIssuer),
    clientId: oidcClientId,
    clientSecret: readSecret('--oidc-client-secret-file', oidcClientSecretFile).trim(),
    authority: oidcCa === undefined ? null : certificatesIn(oidcCa),
    scope: oidcScopeOf(options.oidcScope),
    roleClaim: options.oidcRoleClaim,
    roleRules: oidcRole.map(ruleOf),
  };
}

function issuerOf(text: string): URL {
  const issuer = URL.parse(text);
  if (issuer?.protocol === 'https:') return issuer;
  throw unusable('--oidc-issuer must be an address that begins with https://');
}

function oidcScopeOf(text: string): string {
  const scopes = new Set(['openid', ...text.split(/[\s,]+/).filter((scope) => scope !== '')]);
  return [...scopes].join(' ');
}

function ruleOf(text: string): RoleRule {
  const [, name, value] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  const role = roles.find((one) => one === name);
  if (role && value !== undefined) return { role, value };
  throw unusable(`--oidc-role ${text} is not ROLE=VALUE with one of ${roles.join(', ')}`);
}

function certificatesIn(path: string): string {
  const pem = read('--oidc-ca', path);
  try {
    void new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw unusable(`--oidc-ca: ${path} holds no certificate in PEM`, cause);
  }
}

function read(option: string, path: string): string {
  try {
    const content = readFileSync(path, 'utf8');
    if (content.trim() !== '') return content;
  } catch (cause) {
    throw unusable(`${option}: ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
  throw unusable(`${option}: ${path} is empty`);
}

function unusable(what: string, cause?: unknown): TenkenError {
  return new TenkenError('single-sign-on-unusable', `${what}.`, { cause });
}
