import { useSyncExternalStore } from 'react';
import { Kept } from '../format/kept.ts';

const kept = new Kept<'on' | 'off'>('tenken-single-keys', ['on', 'off']);

/** Whether single letters are commands here: people who dictate, or whose hand slips, switch them off (WCAG 2.1.4). */
export function singleKeysOn(): boolean {
  return kept.get() === 'on';
}

export function useSingleKeys(): [isOn: boolean, choose: (choice: 'on' | 'off') => void] {
  const choice = useSyncExternalStore(kept.listen, kept.get);
  return [choice === 'on', (next) => kept.set(next)];
}

/** Chromium says so for a key that an input method has taken, also where it does not say that it composes. */
const takenByInputMethod = 229;

/**
 * Whether a key that was pressed is a command: not while somebody types or an input method composes (its Enter and
 * letters are part of a word), not with a modifier, not while a dialog is open, and not when somebody else took it.
 */
export function isSingleKey(event: KeyboardEvent): boolean {
  if (!singleKeysOn() || event.defaultPrevented) return false;
  // oxlint-disable-next-line typescript/no-deprecated -- the only sign of an input method in some browsers
  if (event.isComposing || event.keyCode === takenByInputMethod) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && target.closest('input, textarea, select, [role="dialog"]') === null;
}
