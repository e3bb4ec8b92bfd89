import { useState } from 'react';
import { dropDraft, keepDraft, keptDraft } from './kept-drafts.ts';

type Fields = Record<string, string>;
type Draft = { fields: Fields; tag: string };

export type FormDraft<Names extends string> = {
  fields: Record<Names, string>;
  /** Of the item when the typing began. */
  tag: string;
  /** Whether something was typed that the collector does not have. */
  isOpen: boolean;
  type: (name: Names, value: string) => void;
  /** Goes on from what somebody else has saved. */
  rebase: (tag: string, changed?: Partial<Record<Names, string>>) => void;
  drop: () => void;
};

/**
 * Fields of a form that are kept in the browser at every keystroke, until they are saved or given up.
 *
 * @param initial what the collector has
 */
export function useFormDraft<Names extends string>(
  name: string,
  initial: Record<Names, string>,
  tag: string,
): FormDraft<Names> {
  const [draft, setDraft] = useState<Draft | null>(() => keptDraft(name, isDraft));

  function keep(next: Draft): void {
    keepDraft(name, next);
    setDraft(next);
  }

  return {
    fields: { ...initial, ...draft?.fields },
    tag: draft?.tag ?? tag,
    isOpen: draft !== null,
    type: (field, value) =>
      keep({ fields: { ...initial, ...draft?.fields, [field]: value }, tag: draft?.tag ?? tag }),
    rebase: (next, changed) => keep({ fields: { ...initial, ...draft?.fields, ...changed }, tag: next }),
    drop: () => {
      dropDraft(name);
      setDraft(null);
    },
  };
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { fields, tag } = value as Partial<Record<string, unknown>>;
  return (
    typeof tag === 'string' &&
    typeof fields === 'object' &&
    fields !== null &&
    Object.values(fields).every((one) => typeof one === 'string')
  );
}
