import { loadChecklist } from './load.ts';
import type { Checklist } from './schema.ts';

/** Every checklist in the edition that is in force. Read on first use: most commands need none. */
export function checklists(): readonly Checklist[] {
  loaded ??= [
    'nwsystem/2016-07-prep-2.0.yaml',
    'mynaportal/undated.yaml',
    'itaku/undated.yaml',
    'jnsa/undated.yaml',
    'nite/2026-04.yaml',
  ].map((path) => loadChecklist(path));
  return loaded;
}

let loaded: readonly Checklist[] | null = null;
