import { text } from '@tenken/shared';
import { isSamePerson } from '../../assessments/person.ts';
import type { SignedChange } from '../../audit/audit-entry.ts';
import { ToldError } from '../../told-error.ts';
import type { Store } from '../store.ts';
import { step, subjectOf } from './assessment.ts';
import type { Assessment, Step } from './assessment.ts';
import type { AssessmentRow } from './assessment-tables.ts';
import { refuseOther, takeStep } from './take-step.ts';
import type { ReadFreeze } from './take-step.ts';

/** 差戻し: whoever looked at a frozen assessment gave it back to be worked on again. */
export type SentBack = Step & {
  reason: string;
  /** What was signed until then, and holds no more. */
  frozen: Step & { asOf: number };
  reviewed: Step | null;
};

/** 差戻し: who signed until then stays in the audit log alone. */
export class SendingBackRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Opens a frozen assessment for work again. Who signed it until then stays in the audit log, with the reason.
   *
   * @throws {ToldError} `same-person` for whoever froze it, `assessment-blocked` when it is not frozen or is closed,
   *   `edited-meanwhile` for another freezing than the one that was read
   */
  async sendBack(id: string, reason: string, signed: SignedChange, read: ReadFreeze = {}): Promise<void> {
    const { actor, person } = signed;
    await takeStep(this.#store, id, 'assessment-sent-back', signed, (assessment) => {
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
  async list(id: string): Promise<SentBack[]> {
    const rows = await this.#store.read
      .selectFrom('audit_entry')
      .select(['at', 'actor', 'details'])
      .where('action', '=', 'assessment-sent-back')
      .where('subject', '=', subjectOf(id))
      .orderBy('sequence', 'desc')
      .execute();
    return rows.map(sentBackOf);
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
