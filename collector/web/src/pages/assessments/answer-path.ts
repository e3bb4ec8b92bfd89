import type { AssessmentState } from '../../../../src/api/assessment-schemas.ts';

/** Where answers and plans of an item stand: they belong to a system, for every check of a form. */
export function answerPath({ system, checklist }: AssessmentState, item: string): string {
  const parts = [system.id, 'checklists', checklist.id, 'items', item].map((part) =>
    encodeURIComponent(part),
  );
  return `/systems/${parts.join('/')}`;
}
