import type { HostFacts } from '@tenken/shared';
import { appendAudit } from '../audit-repository.ts';
import { addCertificate } from '../hosts/enrolment-repository.ts';
import type { NewCertificate } from '../hosts/enrolment-repository.ts';
import { hostColumns } from '../hosts/host-columns.ts';
import { storeNameParts } from '../hosts/name-parts.ts';
import { countNewHost } from '../tallies/host-tallies.ts';
import { lockHosts } from '../hosts/lock-hosts.ts';
import { storeReports } from './report-intake.ts';
import type { AcceptedReport, StoredReport } from './report-repository.ts';
import type { QuarantineReason } from './quarantine.ts';
import type { Carriage } from './carriage.ts';
import type { Store } from '../store.ts';
import { TallyChanges } from '../tallies/tally-changes.ts';

export type CarriedReport = AcceptedReport & { carried: Carriage };

/** What a file may need besides: a host that a person has accepted, or a certificate in the place of one that has ended. */
export type ImportNeeds = {
  host: { fingerprint: string; label: string } | null;
  certificate: NewCertificate | null;
};

/** A host that a file could be of, by what it says of itself. */
export type LookAlike = {
  id: string;
  name: string;
  sameName: boolean;
  sameMachine: boolean;
  /** Its newest report came as a file. */
  carried: boolean;
};

/** Thrown inside of the transaction, so that nothing of the file stays. */
class NothingStored extends Error {
  readonly answer: StoredReport;

  constructor(answer: StoredReport) {
    super('nothing of the file is stored');
    this.answer = answer;
  }
}

/** Reports that came as files, and the hosts that are known by them. */
export class CarriedReportRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Stores the report of a file, with its host when it is new, or nothing at all. A report that is known already
   * changes nothing.
   */
  async store(accepted: CarriedReport, needs: ImportNeeds): Promise<StoredReport> {
    try {
      return await this.#store.write.transaction().execute(async (db) => {
        const { hostId, statement, receivedAt: at, carried } = accepted;
        await lockHosts(db, [hostId]);
        const tally = new TallyChanges();
        const subject = `host:${hostId}`;
        if (needs.host) {
          const columns = hostColumns({
            name: statement.host.name,
            label: needs.host.label,
            os_name: null,
            os_version: null,
          });
          const added = await db
            .insertInto('host')
            .values({
              id: hostId,
              name: statement.host.name,
              platform: 'unknown',
              os_name: null,
              os_version: null,
              architecture: null,
              machine_id_hash: null,
              agent_version: null,
              enrolled_at: at,
              last_report_at: null,
              last_sequence: 0,
              needs_evaluation: 1,
              label: needs.host.label,
              ...columns,
            })
            // Somebody else may have accepted it at this moment.
            .onConflict((conflict) => conflict.column('id').doNothing())
            .executeTakeFirst();
          const details = { name: statement.host.name, ...needs.host };
          if (added.numInsertedOrUpdatedRows === 1n) {
            countNewHost(tally, {
              id: hostId,
              label: needs.host.label,
              platform: 'unknown',
              system: '',
              last_report_at: null,
            });
            await storeNameParts(db, hostId, '', columns.sort_name);
            await appendAudit(db, {
              at,
              actor: carried.importedBy,
              action: 'host-accepted',
              subject,
              details,
            });
          }
        }
        if (needs.certificate) await addCertificate(db, hostId, needs.certificate, null);
        const [answer] = await storeReports(db, [accepted], tally);
        if (!answer) throw new Error('a report without an answer');
        await tally.write(db);
        const isNew =
          (answer.status === 'stored' || answer.status === 'quarantined') && answer.receivedAt === at;
        if (!isNew) throw new NothingStored(answer);
        await appendAudit(db, {
          at,
          actor: carried.importedBy,
          action: 'report-imported',
          subject,
          details: {
            reportId: statement.reportId,
            sequence: statement.sequence,
            status: answer.status,
            collectedAt: statement.sentAt,
            fileSha256: carried.fileSha256,
            encrypted: carried.encrypted,
          },
        });
        return answer;
      });
    } catch (error) {
      if (error instanceof NothingStored) return error.answer;
      throw error;
    }
  }

  /** A certificate of the host that holds at this moment; null where there is none. */
  async certificateOf(hostId: string, now: number): Promise<string | null> {
    const row = await this.#store.read
      .selectFrom('certificate')
      .select('fingerprint')
      .where('host_id', '=', hostId)
      .where('revoked_at', 'is', null)
      .where('not_before_at', '<=', now)
      .where('not_after_at', '>', now)
      .orderBy('not_after_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.fingerprint ?? null;
  }

  /** Other hosts, not revoked, that say that they are the same machine or have the same name; the first few. */
  async lookAlikes(hostId: string, { name, machineIdHash }: HostFacts): Promise<LookAlike[]> {
    const rows = await this.#store.read
      .selectFrom('host')
      .select(['id', 'name', 'machine_id_hash', 'carried'])
      .where((where) => where.or([where('name', '=', name), where('machine_id_hash', '=', machineIdHash)]))
      .where('status', '<>', 'revoked')
      .where('id', '<>', hostId)
      .orderBy('id')
      .limit(10)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      sameName: row.name === name,
      sameMachine: machineIdHash !== null && row.machine_id_hash === machineIdHash,
      carried: row.carried !== null,
    }));
  }

  /** Somebody brought a file of this machine by another key: a person has to look. */
  async quarantine(hostId: string, file: CarriedReport, fingerprint: string): Promise<void> {
    const reason: QuarantineReason = 'key-changed';
    await this.#store.write.transaction().execute(async (db) => {
      const { receivedAt: at, carried, statement } = file;
      const changed = await db
        .updateTable('host')
        .set({ status: 'quarantined', status_reason: reason, status_at: at })
        .where('id', '=', hostId)
        .where('status', '=', 'active')
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n) return;
      await appendAudit(db, {
        at,
        actor: carried.importedBy,
        action: 'host-quarantined',
        subject: `host:${hostId}`,
        details: { reason, reportId: statement.reportId, fingerprint, fileSha256: carried.fileSha256 },
      });
    });
  }
}
