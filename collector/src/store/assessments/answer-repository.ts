import { randomUUID } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import { isSamePerson } from '../../assessments/person.ts';
import type { Person } from '../../assessments/person.ts';
import type { Change, SignedChange } from '../../audit/audit-entry.ts';
import {
  heldId,
  refuseOther,
  replaceAttestation,
  replacePlan,
  withdrawAttestation,
  withdrawPlan,
} from './answer-rows.ts';
import type { AttestationRow, PlanRow, WaiverRow } from './assessment-tables.ts';
import { appendAudit } from '../audit-repository.ts';
import { held, heldAt } from './held.ts';
import type { Store } from '../store.ts';

/** What is said of one item of one checklist, for one system. */
export type ItemKey = { systemId: string; checklist: string; item: string };

export const answers = ['done', 'not-done', 'not-applicable'] as const;
export type Answer = (typeof answers)[number];

export type AttachedFile = { sha256: string; name: string; mediaType: string; bytes: number };

/** 申告: a person's answer for what no machine can see. */
export type Attestation = ItemKey & {
  id: string;
  answer: Answer;
  note: string;
  person: string;
  /** Who typed it, as the audit log names them. */
  account: string;
  at: number;
  /** `YYYY-MM-DD`, the last day on which it counts. */
  expiresOn: string;
  attachments: AttachedFile[];
};

/** What △ stands on. */
export type Plan = ItemKey & { id: string; owner: string; dueOn: string; text: string; at: number };

export const waiverReasons = ['false-positive', 'compensating', 'risk-accepted', 'out-of-scope'] as const;
export type WaiverReason = (typeof waiverReasons)[number];

/** 例外: a failure that is accepted for a reason, until a date. It never changes a finding. */
export type Waiver = {
  id: string;
  systemId: string;
  control: string;
  /** Null: every host of the system. */
  hostId: string | null;
  reasonKind: WaiverReason;
  reason: string;
  requestedBy: Person;
  requestedAt: number;
  /** `YYYY-MM-DD`, the last day on which it counts. */
  expiresOn: string;
  decision: { approved: boolean; by: Person; at: number } | null;
};

/** What people answer, plan and accept. Nothing is overwritten. */
export class AnswerRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Takes an answer in the place of the one before.
   *
   * @param after beginning of the id of the one before, as it was read; null: there was none; undefined: whatever it is
   * @returns its id
   * @throws {TenkenError} `edited-meanwhile`
   */
  async attest(
    key: ItemKey,
    answer: Pick<Attestation, 'answer' | 'note' | 'person' | 'expiresOn'> & {
      files: readonly { name: string; mediaType: string; content: Buffer }[];
      /** The files of the answer before show this one as well. */
      keepsFiles?: boolean;
      /** Of those that it keeps, by SHA-256; they stay with the answer before. */
      dropsFiles?: readonly string[];
    },
    { actor, now }: Change,
    after?: string | null,
  ): Promise<string> {
    const id = randomUUID();
    const { keepsFiles = false, dropsFiles = [], ...said } = answer;
    await this.#store.write.transaction().execute(async (db) => {
      const before = await heldId(db, 'attestation', key);
      refuseOther(before, after, key.item);
      const filesOf = keepsFiles ? before : null;
      await replaceAttestation(db, key, { ...said, id, filesOf, dropsFiles }, { actor, now });
    });
    return id;
  }

  /** @param after as for a new answer @returns false when nobody has answered @throws {TenkenError} `edited-meanwhile` */
  async withdrawAttestation(key: ItemKey, { actor, now }: Change, after?: string | null): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      refuseOther(await heldId(db, 'attestation', key), after, key.item);
      return withdrawAttestation(db, key, { actor, now });
    });
  }

  /** By item. */
  async attestations(systemId: string, checklist: string, moment: number): Promise<Map<string, Attestation>> {
    const rows = await this.#store.read
      .selectFrom('attestation')
      .selectAll()
      .where('system_id', '=', systemId)
      .where('checklist', '=', checklist)
      .where(heldAt<'attestation'>(moment))
      .orderBy('item')
      .execute();
    const found = new Map<string, Attestation>();
    for (const row of rows) found.set(row.item, await this.#attestation(row));
    return found;
  }

  async #attestation(row: AttestationRow): Promise<Attestation> {
    const files = await this.#store.read
      .selectFrom('attachment')
      .selectAll()
      .where('attestation_id', '=', row.id)
      .orderBy('name')
      .orderBy('sha256')
      .execute();
    return {
      ...keyOf(row),
      id: row.id,
      answer: row.answer as Answer,
      note: row.note,
      person: row.person,
      account: row.recorded_by,
      at: row.recorded_at,
      expiresOn: row.expires_on,
      attachments: files.map((file) => ({
        sha256: file.sha256,
        name: file.name,
        mediaType: file.media_type,
        bytes: file.bytes,
      })),
    };
  }

  /** Bytes of an attached file, or null. */
  async attachedFile(sha256: string): Promise<Buffer | null> {
    const row = await this.#store.read
      .selectFrom('attached_file')
      .select('content')
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row?.content ?? null;
  }

  /** Takes a plan in the place of the one before. @param after as for answers @throws {TenkenError} `edited-meanwhile` */
  async plan(
    key: ItemKey,
    plan: Pick<Plan, 'owner' | 'dueOn' | 'text'>,
    { actor, now }: Change,
    after?: string | null,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      refuseOther(await heldId(db, 'plan', key), after, key.item);
      await replacePlan(db, key, plan, { actor, now });
    });
  }

  /** @param after as for answers @returns false when there is no plan @throws {TenkenError} `edited-meanwhile` */
  async withdrawPlan(key: ItemKey, { actor, now }: Change, after?: string | null): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      refuseOther(await heldId(db, 'plan', key), after, key.item);
      return withdrawPlan(db, key, { actor, now });
    });
  }

  /** By item. */
  async plans(systemId: string, checklist: string, moment: number): Promise<Map<string, Plan>> {
    const rows = await this.#store.read
      .selectFrom('plan')
      .selectAll()
      .where('system_id', '=', systemId)
      .where('checklist', '=', checklist)
      .where(heldAt<'plan'>(moment))
      .orderBy('item')
      .execute();
    return new Map(rows.map((row) => [row.item, planOf(row)]));
  }

  /** @returns its id; it holds when somebody else has approved it */
  async requestWaiver(
    waiver: Pick<Waiver, 'systemId' | 'control' | 'hostId' | 'reasonKind' | 'reason' | 'expiresOn'>,
    { actor, now, person }: SignedChange,
  ): Promise<string> {
    const id = randomUUID();
    const { systemId, control, hostId, reasonKind, reason, expiresOn } = waiver;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('waiver')
        .values({
          ...held({ actor, now }),
          id,
          requested_person: person,
          system_id: systemId,
          control,
          host_id: hostId,
          reason_kind: reasonKind,
          reason,
          expires_on: expiresOn,
          decided_at: null,
          decided_by: null,
          decided_person: null,
          approved: null,
        })
        .execute();
      const details = { systemId, control, hostId, reasonKind, reason, expiresOn, person };
      await appendAudit(db, {
        at: now,
        actor,
        action: 'waiver-requested',
        subject: `waiver:${id}`,
        details,
      });
    });
    return id;
  }

  /**
   * @throws {TenkenError} `waiver-unknown` when none with this id waits for a decision, `same-person` when whoever
   * asked for it decides
   */
  async decideWaiver(id: string, approved: boolean, { actor, now, person }: SignedChange): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const row = await db
        .selectFrom('waiver')
        .selectAll()
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .where('decided_at', 'is', null)
        .executeTakeFirst();
      if (!row) throw new TenkenError('waiver-unknown', `No waiver ${id} waits for a decision.`);
      const requester = { name: row.requested_person, account: row.recorded_by };
      if (isSamePerson(requester, { name: person, account: actor })) {
        throw new TenkenError(
          'same-person',
          `${requester.name} (${requester.account}) asked for this waiver: somebody else has to approve or refuse it.`,
        );
      }
      await db
        .updateTable('waiver')
        .set({ decided_at: now, decided_by: actor, decided_person: person, approved: approved ? 1 : 0 })
        .where('id', '=', id)
        .execute();
      const action = approved ? 'waiver-approved' : 'waiver-refused';
      await appendAudit(db, { at: now, actor, action, subject: `waiver:${id}`, details: { person } });
    });
  }

  /**
   * Ends one that waits or holds.
   *
   * @param of whose only: the account that asked, and only while nobody has decided; undefined: anybody's
   * @throws {TenkenError} `waiver-unknown`
   */
  async revokeWaiver(id: string, { actor, now }: Change, of?: string): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      if (of !== undefined) {
        const row = await db
          .selectFrom('waiver')
          .select(['recorded_by', 'decided_at'])
          .where('id', '=', id)
          .where('withdrawn_at', 'is', null)
          .executeTakeFirst();
        if (row && (row.recorded_by !== of || row.decided_at !== null)) {
          throw new TenkenError(
            'not-permitted',
            'Only whoever may decide on exceptions revokes this one; whoever asked may take it back until it is decided.',
          );
        }
      }
      const { numUpdatedRows } = await db
        .updateTable('waiver')
        .set({ withdrawn_at: now })
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new TenkenError('waiver-unknown', `No waiver ${id} waits or holds.`);
      await appendAudit(db, { at: now, actor, action: 'waiver-revoked', subject: `waiver:${id}` });
    });
  }

  /** Of every system, as `waivers`. */
  async allWaivers(moment: number): Promise<Waiver[]> {
    const rows = await this.#store.read
      .selectFrom('waiver')
      .selectAll()
      .where(heldAt<'waiver'>(moment))
      .orderBy('recorded_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => waiverOf(row, moment));
  }

  /** The name under which a file was attached first, or null. */
  async attachedName(sha256: string): Promise<string | null> {
    const row = await this.#store.read
      .selectFrom('attachment')
      .select('name')
      .where('sha256', '=', sha256)
      .orderBy('attestation_id')
      .executeTakeFirst();
    return row?.name ?? null;
  }

  /** Those that were asked for and not revoked, decided or not, whatever their last day. */
  async waivers(systemId: string, moment: number): Promise<Waiver[]> {
    const rows = await this.#store.read
      .selectFrom('waiver')
      .selectAll()
      .where('system_id', '=', systemId)
      .where(heldAt<'waiver'>(moment))
      .orderBy('recorded_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => waiverOf(row, moment));
  }
}

function keyOf(row: { system_id: string; checklist: string; item: string }): ItemKey {
  return { systemId: row.system_id, checklist: row.checklist, item: row.item };
}

function planOf(row: PlanRow): Plan {
  const { id, owner, due_on: dueOn, content: text, recorded_at: at } = row;
  return { ...keyOf(row), id, owner, dueOn, text, at };
}

/** A decision that came after the moment had not been made then. */
function waiverOf(row: WaiverRow, moment: number): Waiver {
  const { decided_at: at, decided_by: account, decided_person: name } = row;
  return {
    id: row.id,
    systemId: row.system_id,
    control: row.control,
    hostId: row.host_id,
    reasonKind: row.reason_kind as WaiverReason,
    reason: row.reason,
    requestedBy: { name: row.requested_person, account: row.recorded_by },
    requestedAt: row.recorded_at,
    expiresOn: row.expires_on,
    decision:
      at === null || account === null || name === null || at > moment
        ? null
        : { approved: row.approved === 1, by: { name, account }, at },
  };
}
