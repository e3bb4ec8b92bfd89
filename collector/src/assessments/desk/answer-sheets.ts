import type { Assessment } from '../../store/assessments/assessment.ts';
import { takeAnswers, writtenAnswers } from '../answer-round-trip.ts';
import type { Taking } from '../answer-round-trip.ts';
import { assembleOptions } from '../assembling.ts';
import type { DeskContext, Watch } from './context.ts';
import type { Who } from './who.ts';

/** 回答シート: many items at once, in a workbook that goes round. */
export function answerSheetActions(context: DeskContext) {
  const { repositories } = context;
  const optionsOf = (assessment: Assessment, { onProgress, signal }: Watch) => ({
    ...assembleOptions(assessment, repositories, context),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });

  return {
    /** As xlsx, as of now. @throws {TenkenError} `assessment-unknown`, `assessment-blocked` for one that is frozen */
    async writeAnswerSheet(
      { assessment: id, ...watch }: { assessment: string } & Watch,
      { now }: Who,
    ): Promise<Buffer> {
      const assessment = await repositories.assessments.get(id);
      return writtenAnswers(assessment, now, optionsOf(assessment, watch));
    },

    /**
     * Takes what a filled sheet changes: every row, or none.
     *
     * @param asked `apply`: false only checks
     * @throws {TenkenError} as `takeAnswers` does; nothing has changed then
     */
    async takeAnswerSheet(
      {
        assessment: id,
        content,
        apply,
        ...watch
      }: { assessment: string; content: Uint8Array; apply: boolean } & Watch,
      who: Who,
    ): Promise<Taking> {
      const assessment = await repositories.assessments.get(id);
      return takeAnswers(assessment, content, { options: optionsOf(assessment, watch), change: who, apply });
    },
  };
}
