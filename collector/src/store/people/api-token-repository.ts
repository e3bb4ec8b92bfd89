import type { Change } from '../../audit/audit-entry.ts';
import { isPermission } from '../../access/permissions.ts';
import type { Permission, Role } from '../../access/permissions.ts';
import type { Principal } from '../../access/principal.ts';
import { hashOf, newSecret } from '../../access/secrets.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';

export type ApiToken = {
  /** SHA-256 of the token: names it, and gives no way back to it. */
  id: string;
  label: string;
  role: Role;
  scope: Permission[] | null;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
};

/** Tokens of scripts: each has its own role, may be limited further, and ends. */
export class ApiTokenRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns the token, which is shown once: only its hash is kept */
  async create(
    token: { label: string; role: Role; scope: readonly Permission[] | null; lifetimeMs: number },
    { actor, now }: Change,
  ): Promise<string> {
    const secret = newSecret('tkp_');
    const { label, role, scope } = token;
    const expires_at = now + token.lifetimeMs;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('api_token')
        .values({
          token_hash: hashOf(secret),
          label,
          role,
          scope: scope === null ? null : JSON.stringify(scope),
          created_by: actor,
          created_at: now,
          expires_at,
          revoked_at: null,
        })
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'api-token-created',
        subject: `api-token:${hashOf(secret)}`,
        details: { label, role, scope, expiresAt: new Date(expires_at).toISOString() },
      });
    });
    return secret;
  }

  async list(): Promise<ApiToken[]> {
    const tokens = this.#store.read.selectFrom('api_token').selectAll();
    const rows = await tokens.orderBy('created_at', 'desc').orderBy('token_hash').execute();
    return rows.map((row) => ({
      id: row.token_hash,
      label: row.label,
      role: row.role as Role,
      scope: scopeOf(row.scope),
      createdBy: row.created_by,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at).toISOString(),
    }));
  }

  /** @returns false when there is no such token that is still good */
  async revoke(id: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const revoked = await db
        .updateTable('api_token')
        .set({ revoked_at: now })
        .where('token_hash', '=', id)
        .where('revoked_at', 'is', null)
        .returning('label')
        .executeTakeFirst();
      if (!revoked) return false;
      const details = { label: revoked.label };
      await appendAudit(db, {
        at: now,
        actor,
        action: 'api-token-revoked',
        subject: `api-token:${id}`,
        details,
      });
      return true;
    });
  }

  /** @returns who a token speaks for, while it is good */
  async script(token: string, now: number): Promise<Principal | null> {
    const row = await this.#store.read
      .selectFrom('api_token')
      .select(['label', 'role', 'scope'])
      .where('token_hash', '=', hashOf(token))
      .where('expires_at', '>', now)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row
      ? { kind: 'script', label: row.label, role: row.role as Role, scope: scopeOf(row.scope) }
      : null;
  }
}

/** A permission that this version does not know grants nothing. */
function scopeOf(stored: string | null): Permission[] | null {
  return stored === null ? null : (JSON.parse(stored) as string[]).filter(isPermission);
}
