import { sql } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { hostColumns } from './host-columns.ts';
import { bulkSelect } from '../sql/bulk.ts';
import { storeNameParts } from './name-parts.ts';
import { countNewHost } from '../tallies/host-tallies.ts';
import type { Store } from '../store.ts';
import { takeUse } from './enrolment-token-repository.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

export type NewCertificate = {
  pem: string;
  fingerprint: string;
  serial: string;
  notBeforeAt: number;
  notAfterAt: number;
};

/** Whose certificate a request came with; `succeeds` names the one that its first use ends. */
export type Identified = {
  hostId: string;
  quarantined: boolean;
  succeeds: string | null;
  /** Half of the certificate's life: sooner nobody needs the next one. */
  renewableAt: number;
};

type InForce = { host_id: string; from: number; until: number };

const certificatesInForce = bulkSelect<{ host_id: string }, InForce>(
  ['host_id'],
  (hosts) => sql<InForce>`
    select host_id, max(not_before_at) as "from", max(not_after_at) as "until"
    from certificate where host_id in (${hosts}) and revoked_at is null group by host_id`,
);

/** Hosts that have come in, and their certificates. */
export class EnrolmentRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Takes one use of the token and adds the host with its certificate, or does nothing at all. It is always a new
   * host: no enrolment takes the place of a live identity.
   *
   * @returns false when the token is unknown, used up, expired or revoked
   */
  async enrol(
    token: string,
    host: { id: string; name: string; certificate: NewCertificate },
    now: number,
    address = '',
  ): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const used = await takeUse(db, token, now);
      if (!used) return false;
      const { name } = host;
      const columns = hostColumns({ name, label: used.label, os_name: null, os_version: null });
      await db
        .insertInto('host')
        .values({
          id: host.id,
          name,
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
          label: used.label,
          ...columns,
        })
        .execute();
      await storeNameParts(db, host.id, '', columns.sort_name);
      const tally = new TallyChanges();
      countNewHost(tally, {
        id: host.id,
        label: used.label,
        platform: 'unknown',
        system: '',
        last_report_at: null,
      });
      await tally.write(db);
      await addCertificate(db, host.id, host.certificate, null);
      await appendAudit(db, {
        at: now,
        actor: `enrolment-token:${used.label}`,
        action: 'host-enrolled',
        subject: `host:${host.id}`,
        details: { name, fingerprint: host.certificate.fingerprint, address },
      });
      return true;
    });
  }

  /**
   * Adds the certificate that follows another. Both are good until the new one is used. One that was asked for
   * before and never used is revoked: its answer was lost, or somebody asks again and again.
   */
  async renew(hostId: string, old: string, certificate: NewCertificate, now: number): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .updateTable('certificate')
        .set({ revoked_at: now, revoke_reason: 'replaced' })
        .where('replaces', '=', old)
        .where('first_used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .execute();
      await addCertificate(db, hostId, certificate, old);
      await appendAudit(db, {
        at: now,
        actor: `host:${hostId}`,
        action: 'certificate-renewed',
        subject: `host:${hostId}`,
        details: { fingerprint: certificate.fingerprint, replaces: old },
      });
    });
  }

  /** The renewed certificate has been used: the one before it ends. Doing so twice changes nothing. */
  async succeed(fingerprint: string, old: string, now: number): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .updateTable('certificate')
        .set({ first_used_at: now })
        .where('fingerprint', '=', fingerprint)
        .where('first_used_at', 'is', null)
        .execute();
      await db
        .updateTable('certificate')
        .set({ revoked_at: now, revoke_reason: 'replaced' })
        .where('fingerprint', '=', old)
        .where('revoked_at', 'is', null)
        .execute();
    });
  }

  /** Ends every certificate of a host, for good. The first reason stays: a host that is revoked already is left as it is. */
  async revoke(
    hostId: string,
    reason: string,
    { actor, now }: Change,
  ): Promise<'revoked' | 'already-revoked' | 'unknown'> {
    return this.#store.write.transaction().execute(async (db) => {
      const host = await db.selectFrom('host').select('status').where('id', '=', hostId).executeTakeFirst();
      if (!host) return 'unknown';
      if (host.status === 'revoked') return 'already-revoked';
      await db
        .updateTable('host')
        .set({ status: 'revoked', status_reason: reason, status_at: now, needs_evaluation: 1 })
        .where('id', '=', hostId)
        .execute();
      await db
        .updateTable('certificate')
        .set({ revoked_at: now, revoke_reason: reason })
        .where('host_id', '=', hostId)
        .where('revoked_at', 'is', null)
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'host-revoked',
        subject: `host:${hostId}`,
        details: { reason },
      });
      return 'revoked';
    });
  }

  /** When the newest certificate of each host begins and ends, milliseconds since 1970; none for a host that has none in force. */
  async certificateTimes(hostIds: readonly string[]): Promise<Map<string, { from: number; until: number }>> {
    const keys = hostIds.map((host_id) => ({ host_id }));
    const rows = await certificatesInForce(this.#store.read, keys);
    return new Map(
      rows.map(({ host_id: id, from, until }) => [id, { from: Number(from), until: Number(until) }]),
    );
  }

  /** Whose certificate this is, when it is ours, in its time and not revoked; else why not. */
  async identify(
    fingerprint: string,
    now: number,
  ): Promise<Identified | { refused: 'unknown' | 'expired' | 'revoked' }> {
    const row = await this.#store.read
      .selectFrom('certificate')
      .innerJoin('host', 'host.id', 'certificate.host_id')
      .select([
        'host_id',
        'not_before_at',
        'not_after_at',
        'revoked_at',
        'replaces',
        'first_used_at',
        'status',
      ])
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    if (!row) return { refused: 'unknown' };
    if (row.revoked_at !== null) return { refused: 'revoked' };
    if (now < row.not_before_at || now > row.not_after_at) return { refused: 'expired' };
    return {
      hostId: row.host_id,
      quarantined: row.status === 'quarantined',
      succeeds: row.first_used_at === null ? row.replaces : null,
      renewableAt: row.not_before_at + (row.not_after_at - row.not_before_at) / 2,
    };
  }
}

/** In a transaction of the caller's. */
export async function addCertificate(
  db: Db,
  hostId: string,
  certificate: NewCertificate,
  replaces: string | null,
): Promise<void> {
  await db
    .insertInto('certificate')
    .values({
      fingerprint: certificate.fingerprint,
      host_id: hostId,
      serial: certificate.serial,
      not_before_at: certificate.notBeforeAt,
      not_after_at: certificate.notAfterAt,
      revoked_at: null,
      pem: certificate.pem,
      replaces,
    })
    .execute();
}
