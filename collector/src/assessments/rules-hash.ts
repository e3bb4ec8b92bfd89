import { canonicalJson, sha256 } from '@tenken/shared';
import type { AssembleOptions } from './assemble/options.ts';

/** Which rules judged: every control's text and code cannot be hashed, but their version, limits and the form can. */
export function rulesHash({ requirements, checklist, version }: AssembleOptions): string {
  const judged = requirements.map(({ control, parameters }) => ({
    control: control.id,
    parameters: control.params.parse(parameters),
  }));
  return sha256(canonicalJson(JSON.parse(JSON.stringify({ version, judged, checklist }))));
}
