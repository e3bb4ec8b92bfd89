import { own } from '@tenken/shared/own';
import { useEffect } from 'react';
import { isSingleKey } from '../../layout/single-keys.ts';
import type { Role } from './form-item.ts';

export type KeyActions = {
  next: () => void;
  previous: () => void;
  /** Null: what is proposed. */
  mark: (role: Role | null) => void;
  editRemarks: () => void;
  answer: () => void;
  plan: () => void;
  filter: () => void;
  help: () => void;
};

const actionsByKey: Readonly<Record<string, (actions: KeyActions) => void>> = {
  j: ({ next }) => next(),
  k: ({ previous }) => previous(),
  '1': ({ mark }) => mark('done'),
  '2': ({ mark }) => mark('planned'),
  '3': ({ mark }) => mark('not-applicable'),
  '0': ({ mark }) => mark(null),
  e: ({ editRemarks }) => editRemarks(),
  a: ({ answer }) => answer(),
  p: ({ plan }) => plan(),
  '/': ({ filter }) => filter(),
  '?': ({ help }) => help(),
};

/** Single keys for the whole page, before the frame's own. */
export function useWorkbenchKeys(on: boolean, actions: KeyActions): void {
  useEffect(() => {
    if (!on) return undefined;
    function pressed(event: KeyboardEvent): void {
      if (event.repeat || !isSingleKey(event)) return;
      const action = own(actionsByKey, event.key);
      if (!action) return;
      // The key must not end up in the box that it opens.
      event.preventDefault();
      action(actions);
    }
    document.addEventListener('keydown', pressed, { capture: true });
    return () => document.removeEventListener('keydown', pressed, { capture: true });
  });
}
