import type { AnyEvidenceKind } from './define.ts';
import { timeSync } from './time-sync/index.ts';

/** Every evidence kind, by id. A test holds it against the folders beside this file. */
export const evidenceKinds: readonly AnyEvidenceKind[] = [timeSync];
