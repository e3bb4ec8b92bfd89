import type { AnyControl, Requirement } from '@tenken/controls';
import { text } from '@tenken/shared';
import type { PreviewState } from '../evaluate/judging-previews.ts';
import type { JudgingPreviewView } from './administration-schemas.ts';

type Known = { controls: readonly AnyControl[]; requirements: readonly Requirement[] };

/** What a preview has found, with the words that people know controls and limits by. */
export function previewView(preview: PreviewState, { controls, requirements }: Known): JudgingPreviewView {
  const { result } = preview;
  if (result === null) return { ...preview, result };
  const titles = new Map(controls.map(({ id, title }) => [id, title]));
  const limits = new Map(requirements.map(({ variant, parameters }) => [variant, parameters]));
  const changes = result.changes.map((change) => ({
    ...change,
    controlTitle: titles.get(change.control) ?? text(change.control, change.control),
    parameters: limits.get(change.variant) ?? {},
  }));
  return { ...preview, result: { ...result, changes } };
}
