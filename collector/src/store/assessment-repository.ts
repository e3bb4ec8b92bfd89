import { randomUUID } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import type { Change } from '../audit/audit-entry.ts';
import type { AssessmentRow } from './assessment-tables.ts';
import { appendAudit } from './audit-repository.ts';
import { appendEntry, refuseFrozen, unknown } from './item-entry-rows.ts';
import type { Store } from './store.ts';

export type Step = { by: string; at: number };

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
  opened: Step;
  /** The moment whose state it shows; null while it is worked on. */
  frozen: (Step & { asOf: number; rulesHash: string }) | null;
  reviewed: Step | null;
  closed: Step | null;
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
      const subject = `assessment:${id}`;
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

  /** @throws {TenkenError} `assessment-unknown` */
  async get(id: string): Promise<Assessment> {
    const row = await this.#store.read
      .selectFrom('assessment')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row) return assessmentOf(row);
    throw unknown(id);
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
  async freeze(id: string, asOf: number, rulesHash: string, { actor, now }: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('assessment')
        .set({ as_of_at: asOf, frozen_at: now, frozen_by: actor, rules_hash: rulesHash })
        .where('id', '=', id)
        .where('frozen_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) {
        throw new TenkenError('assessment-blocked', 'The assessment is frozen already.');
      }
      const details = { asOf: new Date(asOf).toISOString(), rulesHash };
      const subject = `assessment:${id}`;
      await appendAudit(db, { at: now, actor, action: 'assessment-frozen', subject, details });
    });
  }

  /** @throws {TenkenError} `same-person` when whoever froze it reviews it, `assessment-blocked` out of order */
  async review(id: string, change: Change): Promise<void> {
    const why = ({ frozen, reviewed }: Assessment): TenkenError | null => {
      if (!frozen) return blocked('The assessment has to be frozen before its review.');
      if (reviewed) return blocked('The assessment is reviewed already.');
      if (frozen.by !== change.actor) return null;
      return new TenkenError(
        'same-person',
        `${change.actor} froze this assessment: a second person has to review it.`,
      );
    };
    const columns = { reviewed_at: change.now, reviewed_by: change.actor };
    await this.#step(id, columns, 'assessment-reviewed', why, change);
  }

  /** @throws {TenkenError} `assessment-blocked` before its review */
  async close(id: string, change: Change): Promise<void> {
    const why = ({ reviewed, closed }: Assessment): TenkenError | null => {
      if (!reviewed) return blocked('The assessment has to be reviewed before it is closed.');
      return closed ? blocked('The assessment is closed already.') : null;
    };
    const columns = { closed_at: change.now, closed_by: change.actor };
    await this.#step(id, columns, 'assessment-closed', why, change);
  }

  async #step(
    id: string,
    columns: Partial<AssessmentRow>,
    action: 'assessment-reviewed' | 'assessment-closed',
    whyNot: (assessment: Assessment) => TenkenError | null,
    { actor, now }: Change,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const row = await db.selectFrom('assessment').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) throw unknown(id);
      const refusal = whyNot(assessmentOf(row));
      if (refusal) throw refusal;
      await db.updateTable('assessment').set(columns).where('id', '=', id).execute();
      await appendAudit(db, { at: now, actor, action, subject: `assessment:${id}` });
    });
  }
}

function assessmentOf(row: AssessmentRow): Assessment {
  const { as_of_at: asOf, rules_hash: rulesHash } = row;
  const frozen = step(row.frozen_by, row.frozen_at);
  return {
    id: row.id,
    systemId: row.system_id,
    checklist: row.checklist,
    edition: row.edition,
    rule: row.rule,
    fiscalYear: row.fiscal_year,
    opened: { by: row.opened_by, at: row.opened_at },
    frozen: frozen && asOf !== null && rulesHash !== null ? { ...frozen, asOf, rulesHash } : null,
    reviewed: step(row.reviewed_by, row.reviewed_at),
    closed: step(row.closed_by, row.closed_at),
  };
}

function step(by: string | null, at: number | null): Step | null {
  return by === null || at === null ? null : { by, at };
}

function blocked(message: string): TenkenError {
  return new TenkenError('assessment-blocked', message);
}
