import type { Checklist } from '@tenken/controls';
import { itemView } from '../api/views.ts';
import type { Item } from '../api/schemas.ts';
import type { CollectorContext } from '../context.ts';
import { Refusal } from '../ingest/refusal.ts';
import { judgedCounts } from './judged-counts.ts';
import { itemRequirements } from '../store/findings/requirement-sets.ts';

/** @throws {Refusal} `checklist-unknown` */
export function checklistNamed({ checklists }: Pick<CollectorContext, 'checklists'>, id: string): Checklist {
  const checklist = checklists.find((candidate) => candidate.id === id);
  if (checklist) return checklist;
  throw new Refusal(404, 'checklist-unknown', 'No checklist has this id. GET /api/v1/checklists lists them.');
}

/** Every item of a checklist with its result over all hosts. */
export async function checklistItems(
  context: Pick<CollectorContext, 'repositories' | 'controls'>,
  checklist: Checklist,
): Promise<Item[]> {
  const { repositories, controls } = context;
  const { tallies } = repositories;
  const counts = await judgedCounts(context);
  const total = await tallies.inService();
  const passing = await tallies.passing();
  return checklist.items.map((item) => {
    const { setId: set } = itemRequirements(item);
    return itemView(item, controls, counts, { passing: (set === null ? 0 : passing.get(set)) ?? 0, total });
  });
}
