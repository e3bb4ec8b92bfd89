import { randomUUID } from 'node:crypto';
import { TenkenError, text } from '@tenken/shared';
import { isSamePerson } from '../../assessments/person.ts';
import type { Person } from '../../assessments/person.ts';
import type { AuditDetails, Change, SignedChange } from '../../audit/audit-entry.ts';
import type { AssessmentRow } from './assessment-tables.ts';
import { ToldError } from '../../told-error.ts';
import { appendAudit } from '../audit-repository.ts';
import { appendEntry, refuseFrozen, unknown } from './item-entry-rows.ts';
import type { Store } from '../store.ts';

export type Step = { by: Person; at: number };

/** 点検: all items of one checklist for one system. */
export type Assessment = {
  id: string;
  systemId: string;
  checklist: string;
  edition: string;
  /** One of the checklist's rules. */
  rule: string;
  /** 令和8年度 is 2026. */
  fiscalYear: number;
  opened: { by: string; at: number };
  /** The moment whose state it shows; null while it is worked on. */
  frozen: (Step & { asOf: number; rulesHash: string }) | null;
  reviewed: Step | null;
  /** `reviewerApproves`: whoever reviewed it approved it too, and said so. */
  closed: (Step & { reviewerApproves: boolean }) | null;
};

/** 差戻し: whoever looked at a frozen assessment gave it back to be worked on again. */
export type SentBack = Step & {
  reason: string;
  /** What was signed until then, and holds no more. */
  frozen: Step & { asOf: number };
  reviewed: Step | null;
};

export type ItemEntry = {
  item: string;
  /** 1 for the first; who edits names the one they have read. */
  revision: number;
  at: number;
  by: string;
  role: 'done' | 'planned' | 'not-applicable' | null;
  remarks: string | null;
  basis: string;
};

/** The freezing that somebody has looked at, milliseconds since 1970; another may have come after a 差戻し. */
type ReadFreeze = { frozenAt?: number };

/** Fewer characters are typed by mistake too easily. */
const leastBeginning = 4;
const shownAmbiguous = 5;

/** Assessments and what people decide of their items. */
export class AssessmentRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async open(
    assessment: Pick<Assessment, 'systemId' | 'checklist' | 'edition' | 'rule' | 'fiscalYear'>,
    { actor, now }: Change,
  ): Promise<string> {
    const id = randomUUID();
    const { systemId, checklist, edition, rule, fiscalYear } = assessment;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('assessment')
        .values({
          id,
          system_id: systemId,
          checklist,
          edition,
          rule,
          fiscal_year: fiscalYear,
          opened_at: now,
          opened_by: actor,
        })
        .execute();
      const details = { systemId, checklist, edition, rule, fiscalYear };
      const subject = subjectOf(id);
      await appendAudit(db, { at: now, actor, action: 'assessment-opened', subject, details });
    });
    return id;
  }

  /** Newest first. */
  async list(filter: { systemId?: string; checklist?: string } = {}): Promise<Assessment[]> {
    let query = this.#store.read.selectFrom('assessment').selectAll();
    if (filter.systemId !== undefined) query = query.where('system_id', '=', filter.systemId);
    if (filter.checklist !== undefined) query = query.where('checklist', '=', filter.checklist);
    const rows = await query.orderBy('opened_at', 'desc').orderBy('id').execute();
    return rows.map(assessmentOf);
  }

  /**
   * @param beginning the id, or as much of it as tells it from all others: 4 characters at least
   * @throws {TenkenError} `assessment-unknown` when none begins so, or several do
   */
  async get(beginning: string): Promise<Assessment> {
    const rows = await this.#store.read
      .selectFrom('assessment')
      .selectAll()
      .where((where) =>
        where(where.fn('substr', ['id', where.lit(1), where.val(beginning.length)]), '=', beginning),
      )
      .orderBy('id')
      .limit(shownAmbiguous + 1)
      .execute();
    const [row, other] = rows;
    if (row?.id === beginning) return assessmentOf(row);
    if (!row || beginning.length < leastBeginning) throw unknown(beginning);
    if (!other) return assessmentOf(row);
    const ids = rows.slice(0, shownAmbiguous).map(({ id }) => id);
    throw new TenkenError(
      'assessment-unknown',
      `Several assessments begin with ${beginning}: ${ids.join(', ')}${rows.length > shownAmbiguous ? ', …' : ''}. Give more of the id.`,
    );
  }

  /** What holds of each item that somebody has edited by the moment. */
  async entries(assessmentId: string, moment: number): Promise<Map<string, ItemEntry>> {
    const rows = await this.#store.read
      .selectFrom('item_entry')
      .selectAll()
      .where('assessment_id', '=', assessmentId)
      .where('recorded_at', '<=', moment)
      .orderBy('item')
      .orderBy('revision')
      .execute();
    return new Map(
      rows.map((row) => [
        row.item,
        {
          item: row.item,
          revision: row.revision,
          at: row.recorded_at,
          by: row.recorded_by,
          role: row.role as ItemEntry['role'],
          remarks: row.remarks,
          basis: row.basis,
        },
      ]),
    );
  }

  /**
   * @param entry `after`: the revision that whoever edits has read, 0 for none
   * @throws {TenkenError} `edited-meanwhile`: somebody else has edited it since; nothing is lost and nothing changed.
   * `assessment-blocked`: it is frozen
   */
  async edit(
    assessmentId: string,
    entry: Pick<ItemEntry, 'item' | 'role' | 'remarks' | 'basis'> & { after: number },
    { actor, now }: Change,
  ): Promise<number> {
    return this.#store.write.transaction().execute(async (db) => {
      await refuseFrozen(db, assessmentId);
      return appendEntry(db, assessmentId, entry, { actor, now });
    });
  }

  /** From now on it shows the state as of a moment, by these rules. */
  async freeze(
    id: string,
    asOf: number,
    rulesHash: string,
    { actor, now, person }: SignedChange,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('assessment')
        .set({
          as_of_at: asOf,
          frozen_at: now,
          frozen_by: actor,
          frozen_person: person,
          rules_hash: rulesHash,
        })
        .where('id', '=', id)
        .where('frozen_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) {
        throw new TenkenError('assessment-blocked', 'The assessment is frozen already.');
      }
      const details = { asOf: new Date(asOf).toISOString(), rulesHash, person };
      const subject = subjectOf(id);
      await appendAudit(db, { at: now, actor, action: 'assessment-frozen', subject, details });
    });
  }

  /**
   * @param read what whoever reviews it has looked at
   * @throws {TenkenError} `same-person` when whoever froze it reviews it, `assessment-blocked` out of order,
   *   `edited-meanwhile` for another freezing than the one that was read
   */
  async review(id: string, signed: SignedChange, read: ReadFreeze = {}): Promise<void> {
    const { actor, now, person } = signed;
    await this.#step(id, 'assessment-reviewed', signed, (assessment) => {
      refuseOther(assessment, read);
      const { frozen, reviewed } = assessment;
      if (!frozen) throw blocked('The assessment has to be frozen before its review.');
      if (reviewed) throw blocked('The assessment is reviewed already.');
      if (isSamePerson(frozen.by, { name: person, account: actor })) {
        throw samePerson(frozen.by, 'froze this assessment (作成者): a second person has to review it.');
      }
      return { columns: { reviewed_at: now, reviewed_by: actor, reviewed_person: person } };
    });
  }

  /**
   * @param combined `reviewerApproves`: one person is 確認者 and 承認者 here, and says so
   * @throws {TenkenError} `same-person` when whoever froze it closes it, or whoever reviewed it without saying so;
   *   `assessment-blocked` before its review, `edited-meanwhile` for another freezing than the one that was read
   */
  async close(
    id: string,
    signed: SignedChange,
    combined: ReadFreeze & { reviewerApproves?: boolean } = {},
  ): Promise<void> {
    const { actor, now, person } = signed;
    const closer = { name: person, account: actor };
    await this.#step(id, 'assessment-closed', signed, (assessment) => {
      refuseOther(assessment, combined);
      const { frozen, reviewed, closed } = assessment;
      if (!frozen || !reviewed) throw blocked('The assessment has to be reviewed before it is closed.');
      if (closed) throw blocked('The assessment is closed already.');
      if (isSamePerson(frozen.by, closer)) {
        throw samePerson(frozen.by, 'froze this assessment (作成者): somebody else has to close it.');
      }
      const isReviewer = isSamePerson(reviewed.by, closer);
      if (isReviewer && combined.reviewerApproves !== true) {
        throw samePerson(
          reviewed.by,
          'reviewed this assessment (確認者): a third person closes it. Where 確認者 and 承認者 are one person, say so with --reviewer-approves; it is recorded and printed.',
        );
      }
      const columns = { closed_at: now, closed_by: actor, closed_person: person };
      return {
        columns: { ...columns, reviewer_approves: isReviewer ? 1 : 0 },
        details: { reviewerApproves: isReviewer },
      };
    });
  }

  /**
   * Opens a frozen assessment for work again. Who signed it until then stays in the audit log, with the reason.
   *
   * @throws {ToldError} `same-person` for whoever froze it, `assessment-blocked` when it is not frozen or is closed,
   *   `edited-meanwhile` for another freezing than the one that was read
   */
  async sendBack(id: string, reason: string, signed: SignedChange, read: ReadFreeze = {}): Promise<void> {
    const { actor, person } = signed;
    await this.#step(id, 'assessment-sent-back', signed, (assessment) => {
      refuseOther(assessment, read);
      const { frozen, reviewed, closed } = assessment;
      if (!frozen) {
        throw ToldError.of(
          'assessment-blocked',
          text(
            '固定されていないため、差し戻すものがありません。',
            'It is not frozen: there is nothing to send back.',
          ),
        );
      }
      if (closed) {
        throw ToldError.of(
          'assessment-blocked',
          text(
            '承認済みの点検は差し戻せません。直すには新しい点検を始めてください。',
            'It is approved and cannot be sent back: open a new assessment to correct it.',
          ),
        );
      }
      if (isSamePerson(frozen.by, { name: person, account: actor })) {
        const { name, account } = frozen.by;
        throw ToldError.of(
          'same-person',
          text(
            `${name}（${account}）はこの点検を固定した人（作成者）です。差戻しは別の人が行います。`,
            `${name} (${account}) froze this assessment (作成者): somebody else sends it back.`,
          ),
        );
      }
      return { columns: nobodySigned, details: { reason, ...signatures(frozen, reviewed) } };
    });
  }

  /** 差戻し so far, newest first, as the audit log holds them. */
  async sentBack(id: string): Promise<SentBack[]> {
    const rows = await this.#store.read
      .selectFrom('audit_entry')
      .select(['at', 'actor', 'details'])
      .where('action', '=', 'assessment-sent-back')
      .where('subject', '=', subjectOf(id))
      .orderBy('sequence', 'desc')
      .execute();
    return rows.map(sentBackOf);
  }

  async #step(
    id: string,
    action: 'assessment-reviewed' | 'assessment-closed' | 'assessment-sent-back',
    { actor, now, person }: SignedChange,
    take: (assessment: Assessment) => { columns: Partial<AssessmentRow>; details?: AuditDetails },
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const row = await db.selectFrom('assessment').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) throw unknown(id);
      const { columns, details } = take(assessmentOf(row));
      await db.updateTable('assessment').set(columns).where('id', '=', id).execute();
      await appendAudit(db, {
        at: now,
        actor,
        action,
        subject: subjectOf(id),
        details: { person, ...details },
      });
    });
  }
}

const nobodySigned = {
  as_of_at: null,
  frozen_at: null,
  frozen_by: null,
  frozen_person: null,
  rules_hash: null,
  reviewed_at: null,
  reviewed_by: null,
  reviewed_person: null,
} satisfies Partial<AssessmentRow>;

function subjectOf(id: string): string {
  return `assessment:${id}`;
}

/** Who signs must have seen what they sign. @throws {ToldError} `edited-meanwhile` */
function refuseOther({ frozen }: Assessment, { frozenAt }: ReadFreeze): void {
  if (frozenAt === undefined || frozen?.at === frozenAt) return;
  throw ToldError.of(
    'edited-meanwhile',
    text(
      'この点検は、あなたが見た後で差し戻されています。今の内容を確かめてから、もう一度行ってください。',
      'This assessment was sent back after you looked at it. Look at what it says now, then do it again.',
    ),
  );
}

type Signatures = {
  asOf: string;
  rulesHash: string;
  frozenAt: string;
  frozenBy: string;
  frozenPerson: string;
  reviewedAt: string | null;
  reviewedBy: string | null;
  reviewedPerson: string | null;
};

function signatures(
  { by, at, asOf, rulesHash }: NonNullable<Assessment['frozen']>,
  reviewed: Step | null,
): Signatures {
  return {
    asOf: new Date(asOf).toISOString(),
    rulesHash,
    frozenAt: new Date(at).toISOString(),
    frozenBy: by.account,
    frozenPerson: by.name,
    reviewedAt: reviewed && new Date(reviewed.at).toISOString(),
    reviewedBy: reviewed && reviewed.by.account,
    reviewedPerson: reviewed && reviewed.by.name,
  };
}

function sentBackOf(row: { at: number; actor: string; details: string }): SentBack {
  const told = JSON.parse(row.details) as Signatures & { reason: string; person: string };
  const frozen = step(told.frozenBy, told.frozenPerson, Date.parse(told.frozenAt));
  if (!frozen) throw new Error('a line of the audit log sends back what nobody froze');
  return {
    by: { name: told.person, account: row.actor },
    at: row.at,
    reason: told.reason,
    frozen: { ...frozen, asOf: Date.parse(told.asOf) },
    reviewed:
      told.reviewedAt === null
        ? null
        : step(told.reviewedBy, told.reviewedPerson, Date.parse(told.reviewedAt)),
  };
}

function assessmentOf(row: AssessmentRow): Assessment {
  const { as_of_at: asOf, rules_hash: rulesHash } = row;
  const frozen = step(row.frozen_by, row.frozen_person, row.frozen_at);
  const closed = step(row.closed_by, row.closed_person, row.closed_at);
  return {
    id: row.id,
    systemId: row.system_id,
    checklist: row.checklist,
    edition: row.edition,
    rule: row.rule,
    fiscalYear: row.fiscal_year,
    opened: { by: row.opened_by, at: row.opened_at },
    frozen: frozen && asOf !== null && rulesHash !== null ? { ...frozen, asOf, rulesHash } : null,
    reviewed: step(row.reviewed_by, row.reviewed_person, row.reviewed_at),
    closed: closed && { ...closed, reviewerApproves: row.reviewer_approves === 1 },
  };
}

function step(account: string | null, name: string | null, at: number | null): Step | null {
  return account === null || name === null || at === null ? null : { by: { name, account }, at };
}

function blocked(message: string): TenkenError {
  return new TenkenError('assessment-blocked', message);
}

function samePerson({ name, account }: Person, did: string): TenkenError {
  return new TenkenError('same-person', `${name} (${account}) ${did}`);
}
