import type { ListedWaiver } from '../../../../src/api/assessment-schemas.ts';

/** What is to be renewed or repaired within a month has to be begun now. */
const soonDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

export type WaiverState = 'waiting' | 'holds' | 'soon' | 'expired' | 'refused';

/** @param today `YYYY-MM-DD`, in Japan */
export function waiverState({ decision, expiresOn }: ListedWaiver, today: string): WaiverState {
  if (decision?.approved === false) return 'refused';
  if (today === '') return decision ? 'holds' : 'waiting';
  if (expiresOn < today) return 'expired';
  if (decision === null) return 'waiting';
  return Date.parse(expiresOn) - Date.parse(today) <= soonDays * dayMs ? 'soon' : 'holds';
}
