import { TenkenError } from '@tenken/shared';
import { findingLists } from '../../documents/forms/finding-lists.ts';
import { formEntries } from '../../documents/forms/form-entries.ts';
import type { PackSigner } from '../../pack/pack-signer.ts';
import { writePack } from '../../pack/write-pack.ts';
import type { PackProgress } from '../../pack/write-pack.ts';
import type { Assessment } from '../../store/assessments/assessment.ts';
import { assembled, assembleOptions } from '../assembling.ts';
import { pastMoment } from '../checked-input.ts';
import { refuseOpen } from '../freeze.ts';
import type { AssessmentRecord } from '../record.ts';
import { rulesHash } from '../rules-hash.ts';
import type { DeskContext, Watch } from './context.ts';
import type { MadePack } from './made-pack.ts';

/** Which pack is wanted. */
export type PackWish = {
  assessment: string;
  /** Also while items are open; every page says DRAFT. */
  draft: boolean;
  /** Of a draft only: a past date in Japan, which means its end, or an instant. */
  asOf?: string | undefined;
  /** Path of the user's own workbook of the form. */
  template?: string | undefined;
};

/**
 * Writes the evidence pack of an assessment.
 *
 * @param into `destination`: a file that is not there yet; `now`: milliseconds since 1970
 * @throws {TenkenError} `assessment-unknown`, `assessment-blocked` for a final pack before its review or while items are
 *   open, `evidence-missing`, `template-unusable`, `template-mismatch`, `pack-unwritable`, `date-invalid`, `usage`
 */
export async function makePack(
  context: DeskContext,
  wish: PackWish,
  into: Watch & {
    destination: string;
    signer: PackSigner;
    now: number;
    onPack?: (progress: PackProgress) => void;
  },
): Promise<MadePack> {
  const { repositories } = context;
  const { destination, signer, now, onPack, onProgress, signal } = into;
  const assessment = await repositories.assessments.get(wish.assessment);
  const options = {
    ...assembleOptions(assessment, repositories, context),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
  const moment = momentOf(assessment, wish, now);
  if (!wish.draft) refuseUnfinished(assessment, rulesHash(options));
  const { record, source, close } = await assembled(assessment, moment, options);
  try {
    if (!wish.draft) refuseOpen(record.items);
    const stated: AssessmentRecord = wish.draft
      ? { ...record, assessment: { ...record.assessment, state: 'draft' } }
      : record;
    const forms = formEntries(stated, source, wish.template);
    const made = await writePack(stated, source, {
      entries: forms.entries,
      lists: findingLists(stated, source),
      signer,
      destination,
      signedAt: new Date(now),
      ...(onPack && { onProgress: onPack }),
    });
    const { state } = stated.assessment;
    return { ...made, assessment: assessment.id, state, template: forms.template };
  } finally {
    close();
  }
}

function momentOf({ frozen }: Assessment, { asOf, draft }: PackWish, now: number): number {
  if (asOf === undefined) return frozen?.asOf ?? now;
  if (!draft) throw new TenkenError('usage', 'Only a draft is exported as of another moment: add --draft.');
  if (frozen) {
    throw new TenkenError('usage', 'The assessment is frozen as of its own moment: leave --as-of out.');
  }
  return pastMoment(asOf, now);
}

/** @throws {TenkenError} `assessment-blocked` */
function refuseUnfinished({ frozen, reviewed, closed }: Assessment, rules: string): void {
  const blocked = 'assessment-blocked';
  if (!frozen) {
    throw new TenkenError(
      blocked,
      'The assessment is not frozen: freeze it with tenken assess freeze, or export a draft with --draft.',
    );
  }
  if (!reviewed) {
    throw new TenkenError(
      blocked,
      'A second person has not reviewed the assessment: tenken assess review, or export a draft with --draft.',
    );
  }
  if (!closed) {
    throw new TenkenError(
      blocked,
      'Nobody has approved the assessment (承認者): tenken assess close, or export a draft with --draft.',
    );
  }
  if (frozen.rulesHash !== rules) {
    throw new TenkenError(
      blocked,
      'The rules have changed since the assessment was frozen. Export it with the version that froze it, or open a new one.',
    );
  }
}
