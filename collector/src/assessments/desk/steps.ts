import { checklists } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import type { Assessment } from '../../store/assessments/assessment.ts';
import { assembled, assembleOptions } from '../assembling.ts';
import { checklistOf, pastMoment, words } from '../checked-input.ts';
import { freezeAssessment } from '../freeze.ts';
import { openAssessment } from '../open-assessment.ts';
import type { AssessmentRecord } from '../record.ts';
import { sentBackSummary, summaryOf } from './assessment-summary.ts';
import type { AssessmentSummary, SentBackSummary } from './assessment-summary.ts';
import type { DeskContext, Watch } from './context.ts';
import { signed } from './who.ts';
import type { Who } from './who.ts';

/** `frozenAt`: of the freezing that whoever signs has looked at; not asked for of a command line. */
type Signing = { id: string; person?: string | undefined; frozenAt?: string | undefined };

function readFreeze({ frozenAt }: Pick<Signing, 'frozenAt'>): { frozenAt?: number } {
  return frozenAt === undefined ? {} : { frozenAt: Date.parse(frozenAt) };
}

/** 点検, from its opening to its end. Ids may be shortened to what tells one assessment from all others. */
export function stepActions(context: DeskContext) {
  const { repositories } = context;
  const { assessments, sendingBack, signOffs } = repositories;
  const optionsOf = (assessment: Assessment, { onProgress, signal }: Watch) => ({
    ...assembleOptions(assessment, repositories, context),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const found = async (id: string): Promise<AssessmentSummary> => summaryOf(await assessments.get(id));

  return {
    /** Newest first. */
    async listAssessments(
      filter: { system?: string | undefined; checklist?: string | undefined },
      _who: Who,
    ): Promise<AssessmentSummary[]> {
      const { system, checklist } = filter;
      const all = await assessments.list({
        ...(system !== undefined && { systemId: system }),
        ...(checklist !== undefined && { checklist }),
      });
      return all.map((one) => summaryOf(one));
    },

    /** @throws {TenkenError} `system-unknown`, `checklist-unknown`, `assessment-blocked`, `usage` */
    async openAssessment(
      asked: { system: string; checklist: string; rule: string; year?: number | undefined },
      who: Who,
    ): Promise<AssessmentSummary> {
      const { system: systemId, rule, year } = asked;
      const checklist = checklistOf(checklists(), asked.checklist);
      const opening = { systemId, checklist, rule, ...(year !== undefined && { fiscalYear: year }) };
      return found(await openAssessment(repositories, opening, who));
    },

    /**
     * @param asked `asOf`: a past date in Japan, which means its end, or an instant; a frozen one shows its own moment
     * @throws {TenkenError} `assessment-unknown`, `date-invalid`, `organisation-kind-missing`
     */
    async showAssessment(
      { id, asOf, ...watch }: { id: string; asOf?: string | undefined } & Watch,
      { now }: Who,
    ): Promise<AssessmentRecord> {
      const assessment = await assessments.get(id);
      const moment = asOf === undefined ? now : pastMoment(asOf, now);
      const { record, close } = await assembled(assessment, moment, optionsOf(assessment, watch));
      close();
      return record;
    },

    /** 作成者. @throws {TenkenError} `assessment-blocked` while items are open, `evidence-missing`, `person-missing`, … */
    async freeze(
      {
        id,
        asOf,
        person,
        ...watch
      }: { id: string; asOf?: string | undefined; person?: string | undefined } & Watch,
      who: Who,
    ): Promise<AssessmentSummary> {
      const preparer = signed(person, who);
      const assessment = await assessments.get(id);
      if (assessment.frozen) {
        throw new TenkenError('assessment-blocked', 'The assessment is frozen already.');
      }
      const moment = asOf === undefined ? who.now : pastMoment(asOf, who.now);
      await freezeAssessment(assessment.id, moment, optionsOf(assessment, watch), preparer);
      return found(assessment.id);
    },

    /** 確認者. @throws {TenkenError} `assessment-blocked`, `same-person`, `person-missing` */
    async review({ id, person, ...read }: Signing, who: Who): Promise<AssessmentSummary> {
      const assessment = await assessments.get(id);
      await signOffs.review(assessment.id, signed(person, who), readFreeze(read));
      return found(assessment.id);
    },

    /**
     * 承認者.
     *
     * @param asked `reviewerApproves`: one person is 確認者 and 承認者 here, and says so
     * @throws {TenkenError} `assessment-blocked`, `same-person`, `person-missing`
     */
    async close(
      asked: Signing & { reviewerApproves?: boolean | undefined },
      who: Who,
    ): Promise<AssessmentSummary> {
      const assessment = await assessments.get(asked.id);
      const reviewerApproves = asked.reviewerApproves === true;
      await signOffs.close(assessment.id, signed(asked.person, who), {
        reviewerApproves,
        ...readFreeze(asked),
      });
      return found(assessment.id);
    },

    /**
     * 差戻し by 確認者 or 承認者: it is worked on again, and told as sent back.
     *
     * @throws {TenkenError} `assessment-blocked`, `same-person`, `person-missing`, `usage` without a reason
     */
    async sendBack(
      { id, person, reason, ...read }: Signing & { reason: string },
      who: Who,
    ): Promise<AssessmentSummary> {
      const assessment = await assessments.get(id);
      const why = words(reason, text('差戻しの理由', 'The reason for sending it back'));
      await sendingBack.sendBack(assessment.id, why, signed(person, who), readFreeze(read));
      return found(assessment.id);
    },

    /** Newest first. */
    async listSentBack({ id }: { id: string }, _who: Who): Promise<SentBackSummary[]> {
      const { id: whole } = await assessments.get(id);
      return (await sendingBack.list(whole)).map(sentBackSummary);
    },
  };
}
