import { checklists, controls, requirements } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Assessment } from '../store/assessments/assessment.ts';
import type { Repositories } from '../store/repositories.ts';
import { tenkenVersion } from '../version.ts';
import { assemble } from './assemble.ts';
import type { Assembled } from './assemble.ts';
import type { AssembleOptions } from './assemble/options.ts';
import { checklistOf } from './checked-input.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * With the rules of this software.
 *
 * @param place `folder`: where findings lie meanwhile; `staleAfterMs`: 24 h unless told
 * @throws {TenkenError} `checklist-unknown` for an edition that is not here any more
 */
export function assembleOptions(
  assessment: Pick<Assessment, 'checklist' | 'edition' | 'frozen'>,
  repositories: Repositories,
  { folder, staleAfterMs = dayMs }: { folder: string; staleAfterMs?: number },
): AssembleOptions {
  const checklist = checklistOf(checklists(), assessment.checklist);
  if (checklist.edition !== assessment.edition) {
    throw new TenkenError(
      'checklist-unknown',
      `The assessment is of edition ${assessment.edition} of ${checklist.id}, and this version has ${checklist.edition}.`,
    );
  }
  return {
    repositories,
    checklist,
    controls,
    requirements: requirements(controls, [checklist]),
    staleAfterMs,
    version: tenkenVersion,
    folder,
    answeredAt: assessment.frozen?.at ?? Date.now(),
  };
}

/** The state of an assessment: as of its own moment when it is frozen, else of the one given. */
export function assembled(
  assessment: Assessment,
  moment: number,
  options: AssembleOptions,
): Promise<Assembled> {
  return assemble(assessment, assessment.frozen?.asOf ?? moment, options);
}
