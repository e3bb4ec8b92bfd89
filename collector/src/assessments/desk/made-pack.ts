import type { PackReceipt } from '../../pack/write-pack.ts';
import type { TemplateReport } from '../../documents/forms/form-entries.ts';
import type { AssessmentRecord } from '../record.ts';

/** What is told of a pack that has been written. */
export type MadePack = PackReceipt & {
  assessment: string;
  state: AssessmentRecord['assessment']['state'];
  /** What became of the user's own workbook; null where none was given. */
  template: TemplateReport | null;
};

/** The answer's header that holds what is known of a pack that is downloaded: `MadePack` without its path, as JSON. */
export const packHeader = 'x-tenken-pack';

/** As the audit log tells that somebody took a pack away. */
export function exportEvent(
  { assessment, fingerprint, bytes, files, state }: MadePack,
  actor: string,
  at: number,
) {
  const details = { fingerprint, bytes, files, state };
  return { at, actor, action: 'pack-exported', subject: `assessment:${assessment}`, details } as const;
}
