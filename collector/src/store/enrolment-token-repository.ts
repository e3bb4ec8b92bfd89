import type { Change } from './account-repository.ts';
import { appendAudit } from './audit-repository.ts';
import type { Store } from './store.ts';

export type EnrolmentToken = {
  /** SHA-256 of the token. */
  id: string;
  label: string;
  createdAt: string;
  expiresAt: string;
  usesLeft: number;
};

/** Enrolment tokens as people see them: which there are, and how to end one. */
export class EnrolmentTokenRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async list(): Promise<EnrolmentToken[]> {
    const tokens = this.#store.read.selectFrom('enrolment_token').selectAll();
    const rows = await tokens.orderBy('created_at', 'desc').orderBy('token_hash').execute();
    return rows.map((row) => ({
      id: row.token_hash,
      label: row.label,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      usesLeft: row.uses_left,
    }));
  }

  /** @returns false when there is no such token that is still good */
  async revoke(id: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const revoked = await db
        .updateTable('enrolment_token')
        .set({ uses_left: 0 })
        .where('token_hash', '=', id)
        .where('uses_left', '>', 0)
        .returning('label')
        .executeTakeFirst();
      if (!revoked) return false;
      const subject = `enrolment-token:${id}`;
      const details = { label: revoked.label };
      await appendAudit(db, { at: now, actor, action: 'enrolment-token-revoked', subject, details });
      return true;
    });
  }
}
