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

/**
 * Whether a key that was pressed is a command: not while somebody types or an input method composes (its Enter and
 * letters are part of a word), not with a modifier, not while a dialog is open, and not when somebody else took it.
 */
export function isSingleKey(event: KeyboardEvent): boolean {
  if (!singleKeysOn() || event.defaultPrevented || isComposing(event)) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && target.closest('input, textarea, select, [role="dialog"]') === null;
}

/** Whether a key is part of a word that an input method composes: its Enter ends the word and is no command. */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- Safari ends the composition before it tells of the key, and then says so by this number alone.
  return event.isComposing || event.keyCode === 229;
}
