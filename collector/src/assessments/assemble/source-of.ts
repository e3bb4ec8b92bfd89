import { variantOf } from '@tenken/controls';
import type { Checklist } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Repositories } from '../../store/repositories.ts';
import type { Scope } from '../coverage.ts';
import type { JudgedFindings } from '../judged-findings.ts';
import { pause } from '../pause.ts';
import type { AssessmentSource } from '../record.ts';

/** Findings that take a millisecond or so together. */
const findingsAtOnce = 100;

/** Reads what the record leaves out, from the findings that were judged and from the database. */
export function sourceOf(
  checklist: Checklist,
  scope: Scope,
  findings: JudgedFindings,
  repositories: Repositories,
): AssessmentSource {
  return {
    async *hosts() {
      yield* scope.reporting;
    },
    async *findings(itemId) {
      const item = checklist.items.find(({ id }) => id === itemId);
      let count = 0;
      for (const mapping of item?.controls ?? []) {
        for (const finding of findings.of(mapping.id, variantOf(mapping.with))) {
          yield finding;
          count += 1;
          if (count % findingsAtOnce === 0) await pause();
        }
      }
    },
    async evidence(hash) {
      const body = await repositories.reports.evidenceBody(hash);
      if (body) return body;
      throw new TenkenError('evidence-missing', `The evidence ${hash} is not kept any more.`);
    },
    signedReport: (hostId, reportId) => repositories.reports.signedReport(hostId, reportId),
    async *attachment(hash) {
      const content = await repositories.answers.attachedFile(hash);
      if (!content) {
        throw new TenkenError('evidence-missing', `The attached file ${hash} is not kept any more.`);
      }
      yield content;
    },
  };
}
