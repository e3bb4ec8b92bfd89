import { agentVersion } from '@tenken/agent';
import { checklists, controls, requirements } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import { assemble } from '../assessments/assemble.ts';
import type { AssembleOptions, Assembled } from '../assessments/assemble.ts';
import { checklistOf } from '../assessments/checked-input.ts';
import type { Assessment } from '../store/assessment-repository.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import type { Repositories } from '../store/repositories.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** With the rules of this software. @throws {TenkenError} `checklist-unknown` for an edition that is not here any more */
export function assembleOptions(
  assessment: Pick<Assessment, 'checklist' | 'edition' | 'frozen'>,
  repositories: Repositories,
  directory: DataDirectory,
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
    staleAfterMs: dayMs,
    version: agentVersion,
    folder: directory.path,
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
