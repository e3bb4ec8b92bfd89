import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Role } from '../../access/permissions.ts';
import type { AuditAction, AuditDetails } from '../../audit/audit-entry.ts';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { AccountRow, Schema } from '../schema.ts';
import type { Store } from '../store.ts';

/** A person as others may see them. */
export type Account = {
  id: string;
  name: string;
  displayName: string;
  role: Role;
  secondFactor: boolean;
  /** Signs in at the OpenID provider: its role comes from there. */
  singleSignOn: boolean;
  createdAt: string;
  passwordChangedAt: string;
  disabledAt: string | null;
};

/** What sign-in compares with. */
export type Credentials = {
  id: string;
  name: string;
  passwordHash: string;
  totpSecret: string | null;
  totpPendingSecret: string | null;
  disabled: boolean;
};

export type NewAccount = { name: string; displayName: string; role: Role; passwordHash: string };

/** People. Each change is written into the audit log in the same transaction, and ends the sessions it must end. */
export class AccountRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async list(): Promise<Account[]> {
    const rows = await this.#store.read.selectFrom('account').selectAll().orderBy('name').execute();
    return rows.map(accountOf);
  }

  async find(id: string): Promise<Account | null> {
    const accounts = this.#store.read.selectFrom('account').selectAll();
    const row = await accounts.where('id', '=', id).executeTakeFirst();
    return row ? accountOf(row) : null;
  }

  async any(): Promise<boolean> {
    return (
      (await this.#store.read.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined
    );
  }

  async credentials(by: { name: string } | { id: string }): Promise<Credentials | null> {
    const accounts = this.#store.read.selectFrom('account').selectAll();
    const row = await (
      'id' in by ? accounts.where('id', '=', by.id) : accounts.where('name', '=', by.name)
    ).executeTakeFirst();
    if (!row) return null;
    return {
      id: row.id,
      name: row.name,
      passwordHash: row.password_hash,
      totpSecret: row.totp_secret,
      totpPendingSecret: row.totp_pending_secret,
      disabled: row.disabled_at !== null,
    };
  }

  /** @returns the id, or null when the name is taken */
  async create(account: NewAccount, change: Change): Promise<string | null> {
    return this.#store.write.transaction().execute(async (db) => {
      const id = await insertAccount(db, account, change.now);
      if (id === null) return null;
      // Whoever could read the code on the console can no longer use it.
      await db.deleteFrom('setup_code').execute();
      await written(db, change, 'account-created', account.name, { role: account.role });
      return id;
    });
  }

  /**
   * The first account of all, for the code that the console showed.
   *
   * @returns its id, or null when the code is wrong or old, or there is an account already
   */
  async createFirst(account: NewAccount, codeHash: string, now: number): Promise<string | null> {
    return this.#store.write.transaction().execute(async (db) => {
      const code = await db
        .deleteFrom('setup_code')
        .where('hash', '=', codeHash)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (code.numDeletedRows === 0n) return null;
      if (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) return null;
      const id = await insertAccount(db, account, now);
      const change = { actor: `account:${account.name}`, now };
      await written(db, change, 'set-up-completed', account.name, { role: account.role });
      return id;
    });
  }

  /** @returns false when no administrator who can sign in would be left */
  async changeRole(id: string, role: Role, change: Change): Promise<boolean> {
    return this.#changeRights(id, async (db, before) => {
      if (before.role === role) return;
      await db.updateTable('account').set({ role }).where('id', '=', id).execute();
      await written(db, change, 'account-role-changed', before.name, { from: before.role, to: role });
    });
  }

  /** Gives the name that people see and forms print. */
  async rename(id: string, displayName: string, change: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const before = await db
        .selectFrom('account')
        .select(['name', 'display_name'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (before.display_name === displayName) return;
      await db.updateTable('account').set({ display_name: displayName }).where('id', '=', id).execute();
      const details = { from: before.display_name, to: displayName };
      await written(db, change, 'account-renamed', before.name, details);
    });
  }

  /** @returns false when no administrator who can sign in would be left */
  async setDisabled(id: string, disabled: boolean, change: Change): Promise<boolean> {
    return this.#changeRights(id, async (db, before) => {
      if ((before.disabled_at !== null) === disabled) return;
      const disabled_at = disabled ? change.now : null;
      await db.updateTable('account').set({ disabled_at }).where('id', '=', id).execute();
      await written(db, change, disabled ? 'account-disabled' : 'account-enabled', before.name);
    });
  }

  async changePassword(
    id: string,
    passwordHash: string,
    change: Change & { removeSecondFactor?: boolean },
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const { name } = await nameOf(db, id);
      await db
        .updateTable('account')
        .set({
          password_hash: passwordHash,
          password_changed_at: change.now,
          ...(change.removeSecondFactor === true ? { totp_secret: null, totp_pending_secret: null } : {}),
        })
        .where('id', '=', id)
        .execute();
      await endSessions(db, id);
      const removed = change.removeSecondFactor === true ? { secondFactorRemoved: true } : {};
      await written(db, change, 'password-changed', name, removed);
    });
  }

  async offerSecondFactor(id: string, secret: string): Promise<void> {
    const update = this.#store.write.updateTable('account').set({ totp_pending_secret: secret });
    await update.where('id', '=', id).execute();
  }

  /** @param step that of the code that confirmed it; it will not be taken again */
  async addSecondFactor(id: string, secret: string, step: number, change: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const { name } = await nameOf(db, id);
      await db
        .updateTable('account')
        .set({ totp_secret: secret, totp_pending_secret: null, totp_last_step: step })
        .where('id', '=', id)
        .execute();
      await endSessions(db, id);
      await written(db, change, 'second-factor-added', name);
    });
  }

  async removeSecondFactor(id: string, change: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const { name } = await nameOf(db, id);
      await db
        .updateTable('account')
        .set({ totp_secret: null, totp_pending_secret: null })
        .where('id', '=', id)
        .execute();
      await endSessions(db, id);
      await written(db, change, 'second-factor-removed', name);
    });
  }

  /** @returns false when this code, or a later one, was taken before */
  async takeStep(id: string, step: number): Promise<boolean> {
    const taken = await this.#store.write
      .updateTable('account')
      .set({ totp_last_step: step })
      .where('id', '=', id)
      .where((where) => where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', step)]))
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }

  async #changeRights(
    id: string,
    apply: (db: Transaction<Schema>, before: AccountRow) => Promise<void>,
  ): Promise<boolean> {
    try {
      await this.#store.write.transaction().execute(async (db) => {
        const before = await db
          .selectFrom('account')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        await apply(db, before);
        await endSessions(db, id);
        const administrators = await db
          .selectFrom('account')
          .select('id')
          .where('role', '=', 'administrator')
          .where('disabled_at', 'is', null)
          .limit(1)
          .executeTakeFirst();
        if (!administrators) throw new LastAdministrator();
      });
      return true;
    } catch (error) {
      if (error instanceof LastAdministrator) return false;
      throw error;
    }
  }
}

/** Rolls a transaction back. */
class LastAdministrator extends Error {}

async function insertAccount(
  db: Transaction<Schema>,
  account: NewAccount,
  now: number,
): Promise<string | null> {
  const id = randomUUID();
  const inserted = await db
    .insertInto('account')
    .values({
      id,
      name: account.name,
      display_name: account.displayName,
      role: account.role,
      password_hash: account.passwordHash,
      totp_secret: null,
      totp_pending_secret: null,
      totp_last_step: null,
      created_at: now,
      password_changed_at: now,
      disabled_at: null,
      oidc_issuer: null,
      oidc_subject: null,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? null : id;
}

function endSessions(db: Transaction<Schema>, accountId: string): Promise<unknown> {
  return db.deleteFrom('session').where('account_id', '=', accountId).execute();
}

function nameOf(db: Transaction<Schema>, id: string): Promise<{ name: string }> {
  return db.selectFrom('account').select('name').where('id', '=', id).executeTakeFirstOrThrow();
}

function written(
  db: Transaction<Schema>,
  change: Change,
  action: AuditAction,
  name: string,
  details: AuditDetails = {},
): Promise<void> {
  return appendAudit(db, {
    at: change.now,
    actor: change.actor,
    action,
    subject: `account:${name}`,
    details,
  });
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    role: row.role as Role,
    secondFactor: row.totp_secret !== null,
    singleSignOn: row.oidc_issuer !== null,
    createdAt: new Date(row.created_at).toISOString(),
    passwordChangedAt: new Date(row.password_changed_at).toISOString(),
    disabledAt: row.disabled_at === null ? null : new Date(row.disabled_at).toISOString(),
  };
}
