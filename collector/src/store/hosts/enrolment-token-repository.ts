import { createHash, randomBytes } from 'node:crypto';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Db } from '../reports/evidence-repository.ts';
import type { EnrolmentTokenTable } from '../schema.ts';
import type { Store } from '../store.ts';

/** What is known of a token; the token itself is shown once and kept nowhere. */
export type EnrolmentToken = {
  /** SHA-256 of the token. */
  id: string;
  label: string;
  hostPattern: string | null;
  createdAt: string;
  expiresAt: string;
  uses: number;
  usesLeft: number;
  revokedAt: string | null;
};

export type NewToken = Change & {
  label: string;
  lifetimeMs: number;
  uses: number;
  /** Host names that may use it, `*` for any characters; all unless told. */
  hostPattern?: string;
};

/** Who may come in. */
export class EnrolmentTokenRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns the token, which is shown once: only its hash is kept */
  async create(options: NewToken): Promise<string> {
    const token = `tkn_${randomBytes(24).toString('base64url')}`;
    const { label, now, uses } = options;
    const expires_at = now + options.lifetimeMs;
    const host_pattern = options.hostPattern ?? null;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('enrolment_token')
        .values({
          token_hash: hashOf(token),
          label,
          created_at: now,
          expires_at,
          uses_left: uses,
          uses,
          host_pattern,
        })
        .execute();
      await appendAudit(db, {
        at: now,
        actor: options.actor,
        action: 'enrolment-token-created',
        subject: `enrolment-token:${hashOf(token)}`,
        details: { label, uses, hostPattern: host_pattern, expiresAt: new Date(expires_at).toISOString() },
      });
    });
    return token;
  }

  /** Cheap look before any certificate is made. */
  async check(token: string, hostName: string, now: number): Promise<'good' | 'refused' | 'other-host'> {
    const row = await this.#store.read
      .selectFrom('enrolment_token')
      .select('host_pattern')
      .where('token_hash', '=', hashOf(token))
      .where('uses_left', '>', 0)
      .where('expires_at', '>', now)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row) return 'refused';
    return row.host_pattern === null || fitsPattern(hostName, row.host_pattern) ? 'good' : 'other-host';
  }

  async list(): Promise<EnrolmentToken[]> {
    const rows = await this.#store.read
      .selectFrom('enrolment_token')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(1000)
      .execute();
    return rows.map((row) => ({
      id: row.token_hash,
      label: row.label,
      hostPattern: row.host_pattern,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      uses: row.uses,
      usesLeft: row.uses_left,
      revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at).toISOString(),
    }));
  }

  /**
   * @param id as it is listed, or its first 12 characters and more
   * @returns false when no token that is still good has this id
   */
  async revoke(id: string, { actor, now }: Change): Promise<boolean> {
    if (!/^[0-9a-f]{12,64}$/.test(id)) return false;
    return this.#store.write.transaction().execute(async (db) => {
      const revoked = await db
        .updateTable('enrolment_token')
        .set({ revoked_at: now })
        .where('token_hash', 'like', `${id}%`)
        .where('revoked_at', 'is', null)
        .where('uses_left', '>', 0)
        .where('expires_at', '>', now)
        .returning(['token_hash', 'label'])
        .executeTakeFirst();
      if (!revoked) return false;
      await appendAudit(db, {
        at: now,
        actor,
        action: 'enrolment-token-revoked',
        subject: `enrolment-token:${revoked.token_hash}`,
        details: { label: revoked.label },
      });
      return true;
    });
  }
}

/** Takes one use of a token within somebody's transaction. @returns its row, or null when it is not good (any more) */
export async function takeUse(db: Db, token: string, now: number): Promise<EnrolmentTokenLabel | null> {
  const used = await db
    .updateTable('enrolment_token')
    .set((set) => ({ uses_left: set('uses_left', '-', 1) }))
    .where('token_hash', '=', hashOf(token))
    .where('uses_left', '>', 0)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .returning(['label'])
    .executeTakeFirst();
  return used ?? null;
}

type EnrolmentTokenLabel = Pick<EnrolmentTokenTable, 'label'>;

/** Whether a host name fits a pattern, upper and lower case alike; `*` stands for any characters. */
export function fitsPattern(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  const text = name.toLowerCase();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
