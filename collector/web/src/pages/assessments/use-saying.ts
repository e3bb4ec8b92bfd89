import { useState } from 'react';
import type { AssessedItem, AssessmentState, ItemSheet } from '../../../../src/api/assessment-schemas.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useFormDraft } from '../../drafts/use-form-draft.ts';
import type { FormDraft } from '../../drafts/use-form-draft.ts';
import { answerPath } from './answer-path.ts';
import { useDeskSend } from '../../api/use-send.ts';

export type SayingEvent = ItemSheet['history'][number];

/** What a person says of an item, on its way from the fields to the collector. */
export type Saying<Names extends string> = {
  draft: FormDraft<Names>;
  sending: boolean;
  error: Error | null;
  /** What somebody else has saved meanwhile; `event` is null where they took it back. */
  theirs: { tag: string; event: SayingEvent | null } | null;
  /** Goes on after a refusal. */
  forget: () => void;
  /** @returns false where it was refused; what was typed is then still there */
  put: (json: Record<string, unknown>) => Promise<boolean>;
  withdraw: () => Promise<void>;
};

/**
 * Answers and plans: typed, kept in the browser, and saved with a button unless somebody else was there first.
 *
 * @param initial what the collector has
 * @param saved is called when the collector has something else than before
 */
export function useSaying<Names extends string>(
  what: 'attestation' | 'plan',
  { state, shown, saved }: { state: AssessmentState; shown: AssessedItem; saved: () => void },
  initial: Record<Names, string>,
): Saying<Names> {
  const kept = what === 'plan' ? 'plan' : 'answer';
  const draft = useFormDraft(`${state.assessment.id} ${shown.item.id} ${kept}`, initial, shown.tag);
  const { sending, error, forget, send } = useDeskSend();
  const [withdrawing, setWithdrawing] = useState(false);
  const path = `${answerPath(state, shown.item.id)}/${what}`;

  async function put(json: Record<string, unknown>): Promise<boolean> {
    setWithdrawing(false);
    const tag = draft.isOpen ? draft.tag : shown.tag;
    if (!(await send({ method: 'PUT', path, json, tag }))) return false;
    draft.drop();
    saved();
    return true;
  }

  /** Where somebody else was first, theirs is shown, and whoever is here decides again. */
  async function withdraw(): Promise<void> {
    setWithdrawing(true);
    await send({ method: 'DELETE', path, tag: shown.tag });
    saved();
  }

  const theirs = withdrawing ? null : theirsOf(error);
  return { draft, sending, error, theirs, forget, put, withdraw };
}

function theirsOf(error: Error | null): Saying<string>['theirs'] {
  if (!(error instanceof ApiProblem) || error.code !== 'edited-meanwhile') return null;
  const { tag, current } = error.details;
  return { tag: String(tag), event: (current ?? null) as SayingEvent | null };
}
