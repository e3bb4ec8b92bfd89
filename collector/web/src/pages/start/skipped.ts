import { useSyncExternalStore } from 'react';
import { Kept } from '../../format/kept.ts';

/** Only what somebody may do without; the rest stays open until it is done. */
export const skippable = ['secondFactor'] as const;

const kept = new Kept<'' | 'secondFactor'>('tenken-start-skipped', ['', ...skippable]);
const notice = new Kept<'shown' | 'hidden'>('tenken-start-notice', ['shown', 'hidden']);

/** Steps that somebody at this browser does not want. */
export function useSkipped(): readonly string[] {
  return [useSyncExternalStore(kept.listen, kept.get)];
}

export function skip(step: (typeof skippable)[number]): void {
  kept.set(step);
}

/** Whether the overview reminds of what is open. */
export function useNotice(): 'shown' | 'hidden' {
  return useSyncExternalStore(notice.listen, notice.get);
}

export function hideNotice(): void {
  notice.set('hidden');
}
