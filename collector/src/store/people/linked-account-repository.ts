import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { noPassword } from '../../access/passwords.ts';
import type { Role } from '../../access/permissions.ts';
import { hashOf } from '../../access/secrets.ts';
import { appendAudit } from '../audit-repository.ts';
import type { AccountRow, Schema } from '../schema.ts';
import type { Store } from '../store.ts';

/** A person as the OpenID provider names them. */
export type VouchedPerson = {
  issuer: string;
  /** Never changes and is never given to somebody else, unlike names and e-mail addresses. */
  subject: string;
  /** Taken for a new account if it can be a name and nobody has it. */
  wantedName: string | null;
  displayName: string | null;
};

/** What opens a session. */
export type LinkedAccount = { id: string; name: string; passwordHash: string; totpSecret: null };

/** Accounts that follow an OpenID provider. None is ever found by its name or e-mail address. */
export class LinkedAccountRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Makes the account at its first sign-in, and gives it the role that the provider names now. A changed role ends
   * its sessions.
   *
   * @returns null when an administrator disabled it here
   */
  async signedIn(
    person: VouchedPerson,
    role: Role,
    { address, now }: { address: string; now: number },
  ): Promise<LinkedAccount | null> {
    const { issuer, subject } = person;
    return this.#store.write.transaction().execute(async (db) => {
      const known = await find(db, person);
      if (known?.disabled_at) return null;
      if (!known) {
        const id = randomUUID();
        const name = await freeName(db, person);
        await insert(db, { id, name, role, now }, person);
        // Whoever could read the code on the console can no longer use it.
        await db.deleteFrom('setup_code').execute();
        const details = { role, issuer, subject, address };
        const line = { at: now, actor: 'single-sign-on', action: 'account-linked' } as const;
        await appendAudit(db, { ...line, subject: `account:${name}`, details });
        return linked(id, name);
      }
      if (known.role !== role) {
        await db.updateTable('account').set({ role }).where('id', '=', known.id).execute();
        await db.deleteFrom('session').where('account_id', '=', known.id).execute();
        const details = { from: known.role, to: role };
        const line = { at: now, actor: 'single-sign-on', action: 'account-role-changed' } as const;
        await appendAudit(db, { ...line, subject: `account:${known.name}`, details });
      }
      return { ...linked(known.id, known.name), passwordHash: known.password_hash };
    });
  }

  /** The provider no longer gives this person a role: what is open ends. @returns the account's name, if there is one */
  async endSessions(person: Pick<VouchedPerson, 'issuer' | 'subject'>): Promise<string | null> {
    return this.#store.write.transaction().execute(async (db) => {
      const known = await find(db, person);
      if (!known) return null;
      await db.deleteFrom('session').where('account_id', '=', known.id).execute();
      return known.name;
    });
  }
}

function find(
  db: Transaction<Schema>,
  { issuer, subject }: Pick<VouchedPerson, 'issuer' | 'subject'>,
): Promise<AccountRow | undefined> {
  return db
    .selectFrom('account')
    .selectAll()
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
}

async function insert(
  db: Transaction<Schema>,
  account: { id: string; name: string; role: Role; now: number },
  person: VouchedPerson,
): Promise<void> {
  await db
    .insertInto('account')
    .values({
      id: account.id,
      name: account.name,
      display_name: person.displayName ?? account.name,
      role: account.role,
      password_hash: noPassword,
      totp_secret: null,
      totp_pending_secret: null,
      totp_last_step: null,
      created_at: account.now,
      password_changed_at: account.now,
      disabled_at: null,
      oidc_issuer: person.issuer,
      oidc_subject: person.subject,
    })
    .execute();
}

/** The wanted name, or with a mark of its own where somebody has that name: their account is not this one. */
async function freeName(db: Transaction<Schema>, person: VouchedPerson): Promise<string> {
  const mark = hashOf(`${person.issuer} ${person.subject}`).slice(0, 12);
  if (person.wantedName === null) return `sso-${mark}`;
  const accounts = db.selectFrom('account').select('id');
  const taken = await accounts.where('name', '=', person.wantedName).executeTakeFirst();
  return taken ? `${person.wantedName.slice(0, 50)}-${mark}` : person.wantedName;
}

function linked(id: string, name: string): LinkedAccount {
  return { id, name, passwordHash: noPassword, totpSecret: null };
}
