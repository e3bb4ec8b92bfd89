import { hashOf, newSecret } from '../../access/secrets.ts';
import type { Store } from '../store.ts';

const lifetimeMs = 24 * 60 * 60 * 1000;

/** The code with which the first administrator comes in; there is never a default password. */
export class SetupCodeRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** A new code in the place of every earlier one. @returns null when there is an account already */
  async renew(now: number): Promise<{ code: string; expiresAt: Date } | null> {
    return this.#store.write.transaction().execute(async (db) => {
      await db.deleteFrom('setup_code').execute();
      if (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) return null;
      const code = newSecret();
      const expires_at = now + lifetimeMs;
      await db
        .insertInto('setup_code')
        .values({ hash: hashOf(code), expires_at })
        .execute();
      return { code, expiresAt: new Date(expires_at) };
    });
  }

  /** Cheap look before a password is hashed. */
  async isGood(code: string, now: number): Promise<boolean> {
    const row = await this.#store.read
      .selectFrom('setup_code')
      .select('hash')
      .where('hash', '=', hashOf(code))
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row !== undefined;
  }
}
