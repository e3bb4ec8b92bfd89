import { TenkenError } from '@tenken/shared';
import { isSamePerson } from '../../assessments/person.ts';
import type { Person } from '../../assessments/person.ts';
import type { SignedChange } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';
import { subjectOf } from './assessment.ts';
import { refuseOther, takeStep } from './take-step.ts';
import type { ReadFreeze } from './take-step.ts';

/** 作成者, 確認者 and 承認者 sign an assessment, one after the other. */
export class SignOffRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
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
    await takeStep(this.#store, id, 'assessment-reviewed', signed, (assessment) => {
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
    await takeStep(this.#store, id, 'assessment-closed', signed, (assessment) => {
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
}

function blocked(message: string): TenkenError {
  return new TenkenError('assessment-blocked', message);
}

function samePerson({ name, account }: Person, did: string): TenkenError {
  return new TenkenError('same-person', `${name} (${account}) ${did}`);
}
