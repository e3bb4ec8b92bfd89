import { createHash, randomBytes } from 'node:crypto';
import type { Db } from './evidence-repository.ts';
import type { EnrolmentTokenTable } from './schema.ts';
import type { Store } from './store.ts';

/** What is known of a token; the token itself is shown once and kept nowhere. */
export type TokenSummary = {
  /** The first characters of its hash. */
  id: string;
  label: string;
  hostPattern: string | null;
  createdAt: string;
  expiresAt: string;
  uses: number;
  usesLeft: number;
  revokedAt: string | null;
};

export type NewToken = {
  label: string;
  now: number;
  lifetimeMs: number;
  uses: number;
  /** Host names that may use it, `*` for any characters; all unless told. */
  hostPattern?: string;
};

const idLength = 12;

/** Who may come in. */
export class TokenRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns the token, which is shown once: only its hash is kept */
  async create(options: NewToken): Promise<string> {
    const token = `tkn_${randomBytes(24).toString('base64url')}`;
    await this.#store.write
      .insertInto('enrolment_token')
      .values({
        token_hash: hashOf(token),
        label: options.label,
        created_at: options.now,
        expires_at: options.now + options.lifetimeMs,
        uses_left: options.uses,
        uses: options.uses,
        host_pattern: options.hostPattern ?? null,
      })
      .execute();
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

  async list(): Promise<TokenSummary[]> {
    const rows = await this.#store.read
      .selectFrom('enrolment_token')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(1000)
      .execute();
    return rows.map((row) => ({
      id: row.token_hash.slice(0, idLength),
      label: row.label,
      hostPattern: row.host_pattern,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      uses: row.uses,
      usesLeft: row.uses_left,
      revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at).toISOString(),
    }));
  }

  /** @returns false when no token has this id, or it is revoked already */
  async revoke(id: string, now: number): Promise<boolean> {
    if (!/^[0-9a-f]{12}$/.test(id)) return false;
    const changed = await this.#store.write
      .updateTable('enrolment_token')
      .set({ revoked_at: now })
      .where('token_hash', 'like', `${id}%`)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
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
