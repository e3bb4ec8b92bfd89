import type { Waiver } from '../../store/assessments/answer-repository.ts';
import { dateAt } from '../moments.ts';

/** Approved, and its last day in Japan is not past. */
export function isInForce({ decision, expiresOn }: Waiver, moment: number): boolean {
  return decision?.approved === true && decision.at <= moment && dateAt(moment) <= expiresOn;
}
