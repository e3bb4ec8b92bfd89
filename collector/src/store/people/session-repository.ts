import type { Role } from '../../access/permissions.ts';
import type { Person } from '../../access/principal.ts';
import { hashOf, newSecret } from '../../access/secrets.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';

/** Nobody sits there any more. */
export const idleMs = 30 * 60 * 1000;
/** Longer than a working day with overtime is not one person at one desk. */
export const absoluteMs = 12 * 60 * 60 * 1000;
/** Each request would else be a write. */
const seenEveryMs = 60 * 1000;

/** Who is signed in. Only hashes of the cookies are here: who reads the database cannot sign in with it. */
export class SessionRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Opens a session under a token that nobody has seen before, and ends the one that the browser had: a token that
   * somebody planted there is worth nothing afterwards.
   *
   * @param account as it was when its password was found right
   * @param details of the line in the audit log
   * @returns the token for the cookie, or null when the account has been changed meanwhile
   */
  async open(
    account: { id: string; name: string; passwordHash: string },
    details: { address: string; secondFactor: boolean; issuer?: string },
    replaces: string | null,
    now: number,
  ): Promise<string | null> {
    const token = newSecret();
    return this.#store.write.transaction().execute(async (db) => {
      const same = await db
        .selectFrom('account')
        .select('id')
        .where('id', '=', account.id)
        .where('password_hash', '=', account.passwordHash)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      if (!same) return null;
      if (replaces !== null) {
        await db.deleteFrom('session').where('token_hash', '=', hashOf(replaces)).execute();
      }
      await db.deleteFrom('session').where('expires_at', '<=', now).execute();
      await db
        .insertInto('session')
        .values({
          token_hash: hashOf(token),
          account_id: account.id,
          csrf_token: newSecret(),
          created_at: now,
          last_seen_at: now,
          expires_at: now + absoluteMs,
        })
        .execute();
      const name = `account:${account.name}`;
      await appendAudit(db, { at: now, actor: name, action: 'signed-in', subject: name, details });
      return token;
    });
  }

  /**
   * @param attended false for what a page asks by itself while nobody sits there: that keeps no session open
   * @returns who that is, if the session and the account are still good
   */
  async person(token: string, now: number, attended = true): Promise<Person | null> {
    const sessionHash = hashOf(token);
    const row = await this.#store.read
      .selectFrom('session')
      .innerJoin('account', 'account.id', 'session.account_id')
      .select([
        'session.account_id',
        'session.csrf_token',
        'session.last_seen_at',
        'account.name',
        'account.display_name',
        'account.role',
        'account.totp_secret',
        'account.oidc_issuer',
      ])
      .where('session.token_hash', '=', sessionHash)
      .where('session.expires_at', '>', now)
      .where('session.last_seen_at', '>', now - idleMs)
      .where('account.disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    // Who only reads is not turned away because nothing can be written.
    if (attended && this.#store.gate.state === null && now - row.last_seen_at > seenEveryMs) {
      const seen = this.#store.write.updateTable('session').set({ last_seen_at: now });
      await seen.where('token_hash', '=', sessionHash).execute();
    }
    return {
      kind: 'person',
      accountId: row.account_id,
      name: row.name,
      displayName: row.display_name,
      role: row.role as Role,
      secondFactor: row.totp_secret !== null,
      singleSignOn: row.oidc_issuer !== null,
      csrfToken: row.csrf_token,
      sessionHash,
    };
  }

  /** Everybody has to sign in anew. @returns how many sessions ended */
  async endAll(): Promise<number> {
    const { numDeletedRows } = await this.#store.write.deleteFrom('session').executeTakeFirst();
    return Number(numDeletedRows);
  }

  async close(person: Person, now: number): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db.deleteFrom('session').where('token_hash', '=', person.sessionHash).execute();
      const name = `account:${person.name}`;
      await appendAudit(db, { at: now, actor: name, action: 'signed-out', subject: name });
    });
  }
}
