import { createHash, randomBytes } from 'node:crypto';
import { appendAudit } from './audit-repository.ts';
import { prepared } from './prepared.ts';
import type { SlotOf } from './prepared.ts';
import type { Query, Store } from './store.ts';

export type NewCertificate = { fingerprint: string; serial: string; notBeforeAt: number; notAfterAt: number };

/** Who may come in (tokens), and who has (hosts and their certificates). */
export class EnrolmentRepository {
  readonly #store: Store;
  readonly #certificate: ReturnType<typeof certificateByFingerprint>;

  constructor(store: Store) {
    this.#store = store;
    this.#certificate = certificateByFingerprint(store.read);
  }

  /** @returns the token, which is shown once: only its hash is kept */
  async createToken(options: {
    label: string;
    now: number;
    lifetimeMs: number;
    uses: number;
    /** As the audit log names who asked; the machine's own console unless told. */
    actor?: string;
  }): Promise<string> {
    const token = `tkn_${randomBytes(24).toString('base64url')}`;
    const { label, now, uses } = options;
    const expires_at = now + options.lifetimeMs;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('enrolment_token')
        .values({ token_hash: hashOf(token), label, created_at: now, expires_at, uses_left: uses })
        .execute();
      await appendAudit(db, {
        at: now,
        actor: options.actor ?? 'console',
        action: 'enrolment-token-created',
        subject: `enrolment-token:${hashOf(token)}`,
        details: { label, uses, expiresAt: new Date(expires_at).toISOString() },
      });
    });
    return token;
  }

  /** Cheap look before any certificate is made. */
  async isTokenGood(token: string, now: number): Promise<boolean> {
    const row = await this.#store.read
      .selectFrom('enrolment_token')
      .select('uses_left')
      .where('token_hash', '=', hashOf(token))
      .where('uses_left', '>', 0)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Takes one use of the token and adds the host with its certificate, or does nothing at all.
   *
   * @returns false when the token is unknown, used up or expired
   */
  async enrol(
    token: string,
    host: { id: string; name: string; certificate: NewCertificate },
    now: number,
    address = '',
  ): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const used = await db
        .updateTable('enrolment_token')
        .set((set) => ({ uses_left: set('uses_left', '-', 1) }))
        .where('token_hash', '=', hashOf(token))
        .where('uses_left', '>', 0)
        .where('expires_at', '>', now)
        .returning('label')
        .executeTakeFirst();
      if (!used) return false;
      await db
        .insertInto('host')
        .values({
          id: host.id,
          name: host.name,
          platform: 'unknown',
          os_name: null,
          os_version: null,
          architecture: null,
          machine_id_hash: null,
          agent_version: null,
          enrolled_at: now,
          last_report_at: null,
          last_sequence: 0,
          needs_evaluation: 1,
        })
        .execute();
      await db
        .insertInto('certificate')
        .values({
          fingerprint: host.certificate.fingerprint,
          host_id: host.id,
          serial: host.certificate.serial,
          not_before_at: host.certificate.notBeforeAt,
          not_after_at: host.certificate.notAfterAt,
          revoked_at: null,
        })
        .execute();
      await appendAudit(db, {
        at: now,
        actor: `enrolment-token:${used.label}`,
        action: 'host-enrolled',
        subject: `host:${host.id}`,
        details: { name: host.name, fingerprint: host.certificate.fingerprint, address },
      });
      return true;
    });
  }

  /** Whose certificate this is, when it is ours, in its time and not revoked; else why not. */
  async identify(
    fingerprint: string,
    now: number,
  ): Promise<{ hostId: string } | { refused: 'unknown' | 'expired' | 'revoked' }> {
    const {
      rows: [row],
    } = await this.#certificate(this.#store.read, fingerprint);
    if (!row) return { refused: 'unknown' };
    if (row.revoked_at !== null) return { refused: 'revoked' };
    if (now < row.not_before_at || now > row.not_after_at) return { refused: 'expired' };
    return { hostId: row.host_id };
  }
}

/** Runs for every request of an agent. */
function certificateByFingerprint(db: Query) {
  return prepared((slot: SlotOf<string>) =>
    db
      .selectFrom('certificate')
      .select(['host_id', 'not_before_at', 'not_after_at', 'revoked_at'])
      .where(
        'fingerprint',
        '=',
        slot((fingerprint) => fingerprint),
      ),
  );
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
