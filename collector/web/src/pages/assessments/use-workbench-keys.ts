import { useEffect, useState } from 'react';
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

/** Chromium says so for a key that an input method has taken, also where it does not say that it composes. */
const takenByInputMethod = 229;

/** Single keys for the whole page; never while somebody types, composes Japanese or holds another key. */
export function useWorkbenchKeys(on: boolean, actions: KeyActions): void {
  useEffect(() => {
    if (!on) return undefined;
    function pressed(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      // oxlint-disable-next-line typescript/no-deprecated -- the only sign of an input method in some browsers
      if (event.isComposing || event.keyCode === takenByInputMethod || isTyping(event.target)) return;
      const action = Object.hasOwn(actionsByKey, event.key) ? actionsByKey[event.key] : undefined;
      if (!action) return;
      // The key must not end up in the box that it opens.
      event.preventDefault();
      action(actions);
    }
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null;
}

const rememberedAs = 'tenken-workbench-keys';

/** Whether single keys are on; whoever steers by voice switches them off (WCAG 2.1.4). */
export function useKeysOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => {
    try {
      return localStorage.getItem(rememberedAs) !== 'off';
    } catch {
      return true;
    }
  });
  return [
    on,
    (next) => {
      setOn(next);
      try {
        localStorage.setItem(rememberedAs, next ? 'on' : 'off');
      } catch {
        // For this visit only.
      }
    },
  ];
}
