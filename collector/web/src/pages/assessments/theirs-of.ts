import type { ItemSheet } from '../../../../src/api/assessment-schemas.ts';
import { ApiProblem } from '../../api/problem.ts';

type Event = ItemSheet['history'][number];

/** What somebody else has saved meanwhile, from a refusal; `event` is null where they took it back. */
export function theirsOf(error: Error | null): { tag: string; event: Event | null } | null {
  if (!(error instanceof ApiProblem) || error.code !== 'edited-meanwhile') return null;
  return { tag: String(error.details['tag']), event: (error.details['current'] ?? null) as Event | null };
}
