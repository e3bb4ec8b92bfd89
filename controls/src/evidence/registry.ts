import type { AnyEvidenceKind } from './define.ts';
import { osRelease } from './os-release/index.ts';
import { osUpdates } from './os-updates/index.ts';
import { timeSync } from './time-sync/index.ts';
import { tlsEndpoints } from './tls-endpoints/index.ts';

/** Every evidence kind, by id. A test holds it against the folders beside this file. */
export const evidenceKinds: readonly AnyEvidenceKind[] = [osRelease, osUpdates, timeSync, tlsEndpoints];
