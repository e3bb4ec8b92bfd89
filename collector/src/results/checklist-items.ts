import type { AnyControl, Checklist, ChecklistItem } from '@tenken/controls';
import { textOf, withList } from '../api/answer-texts.ts';
import type { OutcomeCounts } from '../api/outcome-counts.ts';
import { itemView } from '../api/views.ts';
import { Checklist as ChecklistAnswer, Item } from '../api/schemas.ts';
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

/** Every item of a checklist with its result over all hosts. Who asks changes nothing in them: others get the same. */
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
    return keptView(item, controls, counts, { passing: (set === null ? 0 : passing.get(set)) ?? 0, total });
  });
}

type Kept = { controls: readonly AnyControl[]; counted: string; view: Item };
const kept = new WeakMap<ChecklistItem, Kept>();

/** An item's view, made anew when a number in it is another: most items rest on what no host has changed meanwhile. */
function keptView(
  item: ChecklistItem,
  controls: readonly AnyControl[],
  counts: OutcomeCounts,
  hosts: { passing: number; total: number },
): Item {
  const told = itemRequirements(item).mapped.map((requirement) => counts.told(requirement));
  const counted = [hosts.passing, hosts.total, ...told].join(';');
  const known = kept.get(item);
  if (known?.counted === counted && known.controls === controls) return known.view;
  const view = itemView(item, controls, counts, hosts);
  kept.set(item, { controls, counted, view });
  return view;
}

const texts = new WeakMap<Item, string>();

/** A checklist with every item as the answer's text: what is as it was is not written anew. */
export async function checklistText(
  context: Pick<CollectorContext, 'repositories' | 'controls'>,
  checklist: Checklist,
): Promise<string> {
  const { id, edition, title, shortTitle, source } = checklist;
  const items = await checklistItems(context, checklist);
  const head = textOf(ChecklistHead, { id, edition, title, shortTitle, source });
  return withList(head, 'items', items.map(itemText));
}

const ChecklistHead = ChecklistAnswer.omit({ items: true });

function itemText(item: Item): string {
  let text = texts.get(item);
  if (text === undefined) texts.set(item, (text = textOf(Item, item)));
  return text;
}
