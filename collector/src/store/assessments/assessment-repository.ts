import { randomUUID } from 'node:crypto';
import { TenkenError } from '@tenken/shared';
import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';
import { assessmentOf, subjectOf } from './assessment.ts';
import type { Assessment } from './assessment.ts';
import { unknown } from './item-entry-rows.ts';

/** Fewer characters are typed by mistake too easily. */
const leastBeginning = 4;
const shownAmbiguous = 5;

/** Assessments, from their opening on. */
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
}
